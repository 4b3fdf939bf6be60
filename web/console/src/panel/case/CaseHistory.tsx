import type { CaseDetail, StepView, Touch } from "../../api/caseTypes";
import { useFilters } from "../../app/filters";
import { useMe } from "../../app/me";
import { may } from "../../app/session";
import type { Messages } from "../../messages/catalogue";
import { useWords, wordFor } from "../../messages/use";
import { WhyLists } from "../../shared/rules";
import { PanelSection } from "../../shared/SidePanel";
import { useMoment } from "../../shared/useMoment";

export function Missed({ of: each }: { of: CaseDetail }) {
  const words = useWords();
  const moment = useMoment();
  return (
    <PanelSection id="case-missed" title={words.cases.missed}>
      <ol className="timeline">
        {each.missed.map((missed) => (
          <li key={missed.call_id}>
            <time dateTime={missed.at} className="figures">
              {moment(missed.at)}
            </time>
            <span>
              <CallLink call={missed.call_id}>{wordFor(words.reason, missed.reason)}</CallLink>
              {missed.number !== each.number && <span className="note figures">{missed.number}</span>}
            </span>
          </li>
        ))}
      </ol>
    </PanelSection>
  );
}

/** Leads to the call beside the page, for who may see calls. */
function CallLink({ call, children }: { call: string; children: string }) {
  const { change } = useFilters();
  if (!may(useMe(), "see_calls")) return <>{children}</>;
  return (
    <button type="button" className="text-button" onClick={() => change({ call })}>
      {children}
    </button>
  );
}

export function Done({ of: each }: { of: CaseDetail }) {
  const words = useWords();
  const moment = useMoment();
  return (
    <PanelSection id="case-done" title={words.cases.done}>
      {each.touches.length === 0 && <p className="hint">{words.cases.nothingDone}</p>}
      <ol className="timeline">
        {each.touches.map((touch) => (
          <li key={touch.call_id ?? `text ${String(touch.text_id)}`}>
            <time dateTime={touch.at} className="figures">
              {moment(touch.at)}
            </time>
            <TouchLine touch={touch} />
          </li>
        ))}
      </ol>
    </PanelSection>
  );
}

function TouchLine({ touch }: { touch: Touch }) {
  const words = useWords();
  const what = words.cases.kind[touch.kind];
  const details = [
    resultOf(touch, words),
    touch.agent?.name,
    touch.kind === "call" && (touch.step ?? null) === null ? words.cases.byHand : "",
    touch.word && touch.word_by ? words.cases.saidBy(wordFor(words.cases.word, touch.word), touch.word_by) : "",
    touch.why ? wordFor(words.texts.why, touch.why) : "",
  ].filter(Boolean);
  return (
    <span>
      {touch.call_id ? <CallLink call={touch.call_id}>{what}</CallLink> : what}
      {details.length > 0 && `: ${details.join(", ")}`}
      {touch.note && <q className="quoted">{touch.note}</q>}
    </span>
  );
}

function resultOf({ kind, result }: Touch, words: Messages): string {
  if (!result) return "";
  if (kind === "text") return wordFor(words.texts.status, result);
  return wordFor({ ...words.reason, answered: words.outcome.answered }, result);
}

/** Every decision with its rules, latest first: also those that something else came before. */
export function Steps({ of: each }: { of: CaseDetail }) {
  const words = useWords();
  return (
    <details className="steps">
      <summary>{words.cases.steps}</summary>
      <ol>
        {[...each.steps].reverse().map((step) => (
          <StepItem key={step.id} step={step} />
        ))}
      </ol>
    </details>
  );
}

function StepItem({ step }: { step: StepView }) {
  const words = useWords();
  const moment = useMoment();
  const details = [
    wordFor(words.cases.stepStatus, step.status),
    words.cases.due(moment(step.due_at)),
    words.cases.decided(moment(step.planned_at)),
    step.agent ? words.cases.byAgent(step.agent) : "",
    step.broken ? words.cases.promiseBroken : "",
  ].filter(Boolean);
  return (
    <li>
      <p>
        {wordFor(words.cases.kind, step.kind)}
        <span className="note">{details.join(", ")}</span>
      </p>
      <WhyLists step={step.decision} />
    </li>
  );
}
