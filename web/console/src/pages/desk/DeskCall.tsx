import { Button } from "@mantine/core";
import { useState } from "react";

import { useDisposition } from "../../api/intents";
import type { CallState, LiveAgent, LiveCall } from "../../api/types";
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

const CONVERSATION: ReadonlySet<CallState> = new Set(["talking", "on_hold", "asking", "consulting", "consult_held"]);

interface LastCall {
  id: string;
  project: string | null;
  customer: string | null;
  dialled: string;
  /** I have been in conversation on it. */
  spoke: boolean;
  /** Somebody was being asked when it was last seen. */
  asking: boolean;
}

/** The call I am on, or the one I have just had: its disposition can be given until the next one begins. */
export function DeskCall({ agent }: { agent: LiveAgent }) {
  const words = useWords();
  const number = useNumber();
  const call = useFloor((floor) => [...floor.calls.values()].find((each) => isMine(each, agent)));
  const [last, setLast] = useState<LastCall | null>(null);
  // The number is masked until the call is mine: it may become known while the call goes on.
  const now = call === undefined || asksMe(call, agent) ? undefined : lastOf(call, agent, last);
  if (now !== undefined && !sameLast(last, now)) setLast(now);
  if (call !== undefined && asksMe(call, agent)) return <AskedOf call={call} />;
  if (last === null) return null;
  const talkedOn = call !== undefined && isWithMe(call, agent);
  return (
    <Section id="my-call" title={words.desk.call}>
      <div className="my-call" key={last.id}>
        <p className="my-call-who figures">{number(last.customer)}</p>
        <CallFacts call={call} />
        {call === undefined && <p role="status">{last.asking && words.consult.over}</p>}
        <HeardNote call={call} />
        {talkedOn && <CallControls call={call} size="md" keys />}
        <Disposition last={last} />
        <DeskScript project={last.project} dialled={last.dialled} />
        <DeskCase call={last.id} />
        <DeskHistory project={last.project} number={last.customer} call={last.id} />
        {last.spoke && <DeskNotes call={last.id} live={call !== undefined} />}
      </div>
    </Section>
  );
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

const asksMe = (call: LiveCall, agent: LiveAgent): boolean => call.consult?.agent_id === agent.id;

/** I am in conversation with the customer, who may be on hold. Somebody may have been so before me, while I am only rung. */
const isWithMe = (call: LiveCall, agent: LiveAgent): boolean => call.agent_id === agent.id && CONVERSATION.has(call.state);

function lastOf(call: LiveCall, agent: LiveAgent, last: LastCall | null): LastCall {
  const { id, project, customer, dialled, consult } = call;
  const spoke = isWithMe(call, agent) || (last?.id === id && last.spoke);
  return { id, project, customer, dialled, spoke, asking: Boolean(consult) };
}

function sameLast(one: LastCall | null, other: LastCall): boolean {
  return one?.id === other.id && one.customer === other.customer && one.spoke === other.spoke && one.asking === other.asking;
}

function isMine(call: LiveCall, agent: LiveAgent): boolean {
  return call.id === agent.call_id || call.agent_id === agent.id;
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
  const saved = save.isSuccess ? save.variables : null;
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
