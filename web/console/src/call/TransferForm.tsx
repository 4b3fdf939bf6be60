import { Button, NativeSelect, SegmentedControl, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";

import { type Colleague, type ConsultTarget, type TransferTarget, useColleagues, useConsult } from "../api/consult";
import { useTransfer } from "../api/intents";
import type { LiveAgent, LiveCall, LiveQueue } from "../api/types";
import { useFloorList } from "../live/hooks";
import type { Messages } from "../messages/catalogue";
import { useWords } from "../messages/use";
import { Trouble } from "../shared/Trouble";

type Kind = "to_agent" | "to_queue" | "to_number";

interface TransferFormProps {
  call: LiveCall;
  /** Whether they can be asked first. */
  asking: boolean;
  onDone: () => void;
}

/** Hands the call to an agent, a queue or a number. What is chosen for one kind stays while looking at another. */
export function TransferForm({ call, asking, onDone }: TransferFormProps) {
  const words = useWords();
  const [kind, setKind] = useState<Kind>("to_agent");
  const [chosen, setChosen] = useState<Record<Kind, string>>({ to_agent: "", to_queue: "", to_number: "" });
  const transfer = useTransfer(call.id);
  const consult = useConsult(call.id);
  const asked = asking ? consultTargetOf(kind, chosen[kind]) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    transfer.mutate(targetOf(kind, chosen[kind]), { onSuccess: onDone });
  };
  const choose = (value: string) => setChosen({ ...chosen, [kind]: value });
  return (
    <form className="form transfer" onSubmit={submit}>
      <SegmentedControl
        size="xs"
        aria-label={words.desk.transferTo}
        value={kind}
        transitionDuration={0}
        onChange={(value) => setKind(value as Kind)}
        data={[
          { value: "to_agent", label: words.desk.toAgent },
          { value: "to_queue", label: words.desk.toQueue },
          { value: "to_number", label: words.desk.toNumber },
        ]}
      />
      <TargetField kind={kind} value={chosen[kind]} onChange={choose} call={call} />
      <Trouble error={transfer.error ?? consult.error} />
      <div className="buttons">
        <Button type="submit" loading={transfer.isPending} disabled={chosen[kind].trim() === ""}>
          {words.desk.transfer}
        </Button>
        {asked !== null && (
          <Button
            variant="default"
            loading={consult.isPending}
            disabled={chosen[kind].trim() === ""}
            onClick={() => consult.mutate(asked, { onSuccess: onDone })}
          >
            {words.consult.askFirst}
          </Button>
        )}
        <Button variant="default" onClick={onDone}>
          {words.app.cancel}
        </Button>
      </div>
      {asked !== null && <p className="hint">{words.consult.askHint}</p>}
    </form>
  );
}

function targetOf(kind: Kind, value: string): TransferTarget {
  switch (kind) {
    case "to_agent":
      return colleagueOf(value);
    case "to_queue":
      return { to_queue: value };
    case "to_number":
      return { to_number: value.trim() };
  }
}

const PHONE = "phone:";

/** An agent, or somebody who is none, by their phone. */
function colleagueOf(value: string): ConsultTarget {
  return value.startsWith(PHONE) ? { to_phone: value.slice(PHONE.length) } : { to_agent: Number(value) };
}

/** A queue cannot be asked. */
function consultTargetOf(kind: Kind, value: string): ConsultTarget | null {
  switch (kind) {
    case "to_agent":
      return colleagueOf(value);
    case "to_queue":
      return null;
    case "to_number":
      return { to_number: value.trim() };
  }
}

interface TargetFieldProps {
  kind: Kind;
  value: string;
  onChange: (value: string) => void;
  call: LiveCall;
}

function TargetField({ kind, value, onChange, call }: TargetFieldProps) {
  const words = useWords();
  const agents = useFloorList((floor) => [...floor.agents.values()]);
  const queues = useFloorList((floor) => [...floor.queues.values()]);
  const colleagues = useColleagues().data ?? [];
  if (kind === "to_number") return <NumberField value={value} onChange={onChange} hint={words.consult.numberHint} />;
  const options =
    kind === "to_agent"
      ? [...agentOptions(agents, call, words), ...colleagueOptions(colleagues, words)]
      : queueOptions(queues.filter((queue) => queue.project === call.project), words);
  return (
    <NativeSelect
      label={kind === "to_agent" ? words.desk.toAgent : words.desk.toQueue}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[{ value: "", label: words.desk.choose }, ...options]}
    />
  );
}

interface NumberFieldProps {
  value: string;
  onChange: (value: string) => void;
  error?: string | null;
  /** In place of the usual one. */
  hint?: string;
}

export function NumberField({ value, onChange, error, hint }: NumberFieldProps) {
  const words = useWords();
  return (
    <TextInput
      label={words.desk.toNumber}
      description={hint ?? words.desk.numberHint}
      type="tel"
      inputMode="tel"
      autoComplete="off"
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** With presence beside the name; who is signed out cannot be chosen. */
function agentOptions(agents: readonly LiveAgent[], call: LiveCall, words: Messages) {
  return agents
    .filter((agent) => agent.id !== call.agent_id)
    .sort((one, other) => Number(other.state === "available") - Number(one.state === "available") || one.name.localeCompare(other.name))
    .map((agent) => ({
      value: String(agent.id),
      label: `${agent.name}: ${words.agentState[agent.state] ?? agent.state}`,
      disabled: agent.state === "signed_out" || agent.state === "device_lost",
    }));
}

/** Who is no agent, below the agents, with how their phone is. */
function colleagueOptions(colleagues: readonly Colleague[], { consult }: Messages) {
  return colleagues.map(({ phone, name, extension, there, borrowed }) => ({
    value: `${PHONE}${phone}`,
    label: `${name}${extension === null ? "" : ` (${extension})`}: ${borrowed ? consult.phoneBorrowed : there ? consult.atPhone : consult.phoneGone}`,
    disabled: borrowed || !there,
  }));
}

/** Only those of the call's project; the API knows them by name. */
function queueOptions(queues: readonly LiveQueue[], words: Messages) {
  return queues.map((queue) => ({
    value: queue.name,
    label: `${queue.name}: ${words.wall.waiting} ${queue.waiting}, ${words.wall.free} ${queue.free}`,
  }));
}
