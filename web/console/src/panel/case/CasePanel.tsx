import { Button } from "@mantine/core";

import { useCase } from "../../api/cases";
import type { CaseDetail, NextStep } from "../../api/caseTypes";
import { useFilters } from "../../app/filters";
import { useSpeech, useWords, wordFor } from "../../messages/use";
import { CaseMark, StepMark } from "../../shared/caseMarks";
import { momentIn } from "../../shared/format";
import { WhyLists } from "../../shared/rules";
import { Awaited, Fact, PanelSection, SidePanel } from "../../shared/SidePanel";
import { Thread } from "../../shared/Thread";
import { useMoment } from "../../shared/useMoment";
import { TextTodo } from "../TextTodo";
import { CaseActions } from "./CaseActions";
import { Done, Missed, Steps } from "./CaseHistory";
import { CaseNotes } from "./CaseNotes";

/** One case beside the page: what is done next and why, what was done, and what a person may do now. */
export function CasePanel({ id }: { id: string }) {
  const words = useWords();
  const { change } = useFilters();
  const asked = useCase(id);
  const found = asked.data;
  const title = found === undefined ? words.cases.panel : found.contact.name || found.number;
  return (
    <SidePanel title={title} closeLabel={words.cases.closePanel} onClose={() => change({ case: undefined })}>
      <Awaited asked={asked} gone={words.cases.gone} />
      {found && <CaseBody of={found} />}
    </SidePanel>
  );
}

function CaseBody({ of: each }: { of: CaseDetail }) {
  const words = useWords();
  return (
    <>
      <CaseState of={each} />
      <CaseActions of={each} />
      <Next of={each} />
      <Forecast of={each} />
      <Missed of={each} />
      <Done of={each} />
      <CaseNotes id={String(each.id)} />
      <PanelSection id="case-texts" title={words.texts.thread}>
        <Thread texts={each.texts} contact={each.contact.id} project={each.project.id} number={each.number}>
          {(text) => <TextTodo text={text} project={each.project.id} />}
        </Thread>
      </PanelSection>
      <ContactCard of={each} />
      <Steps of={each} />
    </>
  );
}

export function CaseState({ of: each }: { of: CaseDetail }) {
  const words = useWords();
  const moment = useMoment();
  const { closed } = each;
  return (
    <div className="case-state">
      <p className="panel-state">
        <CaseMark status={each.status} />
        {each.agent && <span>{words.cases.byAgent(each.agent.name)}</span>}
        {each.broken_at !== null && <span className="mark mark-bad">{words.cases.promiseBroken}</span>}
        {each.promise && <span className="figures">{words.cases.promised(moment(each.promise.at))}</span>}
        <span className="note">{each.project.name}</span>
      </p>
      {closed && (
        <p>
          {words.cases.closedBy(wordFor(words.cases.closeReason, closed.reason), [closed.by, moment(closed.at)].filter(Boolean).join(", "))}
          {each.recovered_by && <span className="note">{words.cases.reached[each.recovered_by]}</span>}
        </p>
      )}
      {closed?.note && <p className="quoted">{closed.note}</p>}
    </div>
  );
}

function Next({ of: each }: { of: CaseDetail }) {
  const words = useWords();
  if (each.closed !== null) return null;
  return (
    <PanelSection id="case-next" title={words.cases.next}>
      {each.next === null ? <p className="hint">{words.cases.nothingNext}</p> : <StepLine step={each.next} zone={each.zone} />}
      {each.next && <WhyLists step={each.next} />}
    </PanelSection>
  );
}

/** What is to be done and when, on the viewer's clock and on the customer's. */
export function StepLine({ step, zone }: { step: NextStep; zone: string }) {
  const { words, language } = useSpeech();
  const moment = useMoment();
  return (
    <p className="panel-state">
      <StepMark kind={step.kind} />
      {step.kind === "close" && step.close_reason && <span>{wordFor(words.cases.closeReason, step.close_reason)}</span>}
      {step.at !== null && (
        <>
          <time dateTime={step.at} className="figures">
            {moment(step.at)}
          </time>
          <span className="note figures">{words.cases.theirTime(momentIn(step.at, language, zone), zone)}</span>
        </>
      )}
    </p>
  );
}

function Forecast({ of: each }: { of: CaseDetail }) {
  const words = useWords();
  const following = each.forecast.slice(1);
  if (following.length === 0) return null;
  return (
    <PanelSection id="case-forecast" title={words.cases.forecast}>
      <ol className="forecast">
        {following.map((step, index) => (
          <li key={`${step.kind} ${String(index)}`}>
            <StepLine step={step} zone={each.zone} />
            <details>
              <summary>{words.cases.whyNow}</summary>
              <WhyLists step={step} />
            </details>
          </li>
        ))}
      </ol>
    </PanelSection>
  );
}

function ContactCard({ of: each }: { of: CaseDetail }) {
  const words = useWords();
  const { change } = useFilters();
  const zones = each.zones.length > 1 ? words.cases.manyZones(each.zones.length) : words.cases.zoneSource[each.zone_source];
  return (
    <PanelSection id="case-contact" title={words.cases.contact}>
      <dl className="facts">
        <Fact name={words.contacts.name} value={each.contact.name} />
        <Fact name={words.columns.customer} value={each.number} />
        <Fact name={words.contacts.zone} value={`${each.zone} (${zones})`} />
      </dl>
      <Button size="compact-sm" variant="default" onClick={() => change({ contact: String(each.contact.id) })}>
        {words.cases.openContact}
      </Button>
    </PanelSection>
  );
}
