import { Button } from "@mantine/core";
import { useState } from "react";

import { useDialled, useMyCall } from "../../api/desk";
import { useDisposition } from "../../api/intents";
import type { LiveAgent, LiveCall } from "../../api/types";
import { AsksMe } from "../../call/Consulting";
import { CallControls } from "../../call/CallControls";
import { useFloor } from "../../live/hooks";
import { useWords } from "../../messages/use";
import { HeardNote } from "../../panel/joining/HeardNote";
import { Elapsed } from "../../shared/Elapsed";
import { CallMark, LiveRecordingMark } from "../../shared/marks";
import { Section } from "../../shared/parts";
import { useProject } from "../../shared/projects";
import { useNumber } from "../../shared/useNumber";
import { Trouble } from "../../shared/Trouble";
import { DeskCase } from "./DeskCase";
import { DeskHistory } from "./DeskHistory";
import { DeskNotes } from "./DeskNotes";
import { DeskScript } from "./DeskScript";
import { cameOf, type LastCall, lastOf, mineOf, onwardOf, type Part, partIn, sameLast } from "./mine";

/** The call I am on, or the one I have just had: its disposition can be given until the next one begins. */
export function DeskCall({ agent }: { agent: LiveAgent }) {
  const mine = useFloor((floor) => mineOf(floor.calls, agent));
  const told = useMyCall(agent);
  const [last, setLast] = useState<LastCall | null>(null);
  const now = lastOf(mine, told, agent, last);
  if (!sameLast(last, now)) setLast(now);
  const seen = useFloor((floor) => mine ?? floor.calls.get(now?.id ?? ""));
  const part = partIn(seen, agent, now);
  if (seen !== undefined && part === "asked") return <AskedOf call={seen} />;
  return now === null ? null : <Card last={now} call={seen} part={part} />;
}

function Card({ last, call, part }: { last: LastCall; call: LiveCall | undefined; part: Part }) {
  const words = useWords();
  const number = useNumber();
  const mine = part === "with_me" || part === "bound";
  return (
    <Section id="my-call" title={words.desk.call}>
      <div className="my-call" key={last.id}>
        <p className="my-call-who figures">{number(last.customer)}</p>
        {mine ? <CallFacts call={call} /> : <Gone last={last} call={call} part={part} />}
        {mine && <HeardNote call={call} />}
        {call !== undefined && part === "with_me" && <CallControls call={call} size="md" keys />}
        {last.spoke && <Disposition last={last} />}
        {(mine || last.spoke) && <About last={last} live={call !== undefined} />}
      </div>
    </Section>
  );
}

function About({ last, live }: { last: LastCall; live: boolean }) {
  return (
    <>
      <DeskScript project={last.project} dialled={last.dialled} />
      <DeskCase call={last.id} />
      <DeskHistory project={last.project} number={last.customer} call={last.id} />
      {last.spoke && <DeskNotes call={last.id} live={live} />}
    </>
  );
}

/** It is not mine any more: over for everybody, or with somebody else. */
function Gone({ last, call, part }: { last: LastCall; call: LiveCall | undefined; part: Part }) {
  const { consult, wentOn } = useWords();
  if (part === "over") {
    return (
      <>
        <CallMark state="ended" />
        <p role="status">{last.asking && consult.over}</p>
        {last.outbound && !last.spoke && <CameOf call={last.id} />}
      </>
    );
  }
  const onward = onwardOf(call);
  return <p role="status">{onward === "agent" ? wentOn.agent(call?.agent ?? "") : wentOn[onward]}</p>;
}

/** Why nobody was reached by it. */
function CameOf({ call }: { call: string }) {
  const words = useWords();
  const { data } = useDialled(call);
  return <p role="status">{cameOf(data, words)}</p>;
}

/** A colleague's call, about which they ask me: nothing can come of it for me. */
function AskedOf({ call }: { call: LiveCall }) {
  const words = useWords();
  const number = useNumber();
  return (
    <Section id="my-call" title={words.desk.call}>
      <div className="my-call">
        <p className="my-call-who figures">{number(call.customer)}</p>
        <CallFacts call={call} />
        <AsksMe call={call} />
      </div>
    </Section>
  );
}

function CallFacts({ call }: { call: LiveCall | undefined }) {
  const project = useProject(call?.project);
  if (call === undefined) return <CallMark state="ended" />;
  return (
    <p className="panel-state">
      <CallMark state={call.state} />
      <Elapsed since={call.since} />
      <LiveRecordingMark recording={call.recording} />
      <span className="note">{[project?.name ?? call.project, call.queue, call.dialled].filter(Boolean).join(" · ")}</span>
    </p>
  );
}

/** One field, saved as it is chosen. */
function Disposition({ last }: { last: LastCall }) {
  const words = useWords();
  const project = useProject(last.project);
  const save = useDisposition(last.id);
  const saved = save.isSuccess ? save.variables : last.disposition;
  const options = project?.dispositions ?? [];
  return (
    <div className="disposition" role="group" aria-labelledby="disposition-label">
      <h3 id="disposition-label">{words.desk.disposition}</h3>
      {project && options.length === 0 && <p className="hint">{words.desk.dispositionNone}</p>}
      <div className="buttons">
        {options.map((option) => (
          <Button
            key={option}
            size="compact-md"
            variant={saved === option ? "filled" : "default"}
            aria-pressed={saved === option}
            loading={save.isPending && save.variables === option}
            onClick={() => save.mutate(option)}
          >
            {option}
          </Button>
        ))}
      </div>
      <p role="status" className="hint">
        {saved !== null && words.desk.dispositionSaved(saved)}
      </p>
      <Trouble error={save.error} />
    </div>
  );
}
