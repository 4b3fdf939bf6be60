import { Button, Menu } from "@mantine/core";
import { IconChevronDown, IconCoffee, IconPlayerPlayFilled, IconPlugConnectedX } from "@tabler/icons-react";

import { useAgentState, useWrapUp } from "../../api/intents";
import { useMyPhone } from "../../api/phone";
import { useProjects } from "../../api/queries";
import type { AgentStateRequest, LiveAgent } from "../../api/types";
import { useWords, wordFor } from "../../messages/use";
import { useLastTest } from "../../phone/tested";
import { Elapsed, Remaining } from "../../shared/Elapsed";
import { AgentMark } from "../../shared/marks";
import { Section } from "../../shared/parts";
import { Trouble } from "../../shared/Trouble";
import { useMoment } from "../../shared/useMoment";
import { breakReasons } from "../agents/wish";
import { canTakeBack } from "./asked";

const IN_CALL: ReadonlySet<string> = new Set(["reserved", "ringing", "talking", "wrap_up"]);

export function MyState({ agent }: { agent: LiveAgent }) {
  const words = useWords();
  const want = useAgentState(agent.id);
  return (
    <Section id="my-state" title={words.desk.stateNow}>
      <div className="my-state">
        <p className="my-state-now" role="status">
          <AgentMark state={agent.state} reason={agent.reason} />
          <span aria-hidden>
            <Elapsed since={agent.since} />
          </span>
        </p>
        <Next agent={agent} pending={want.isPending} onTakeBack={() => want.mutate({ state: "available" })} />
        {agent.forced_by && <p className="hint">{words.floor.forcedYou(agent.forced_by, agent.forced_note ?? "")}</p>}
        <Loan agent={agent} />
        <PhoneTruth agent={agent} />
        <StateButtons agent={agent} pending={want.isPending ? want.variables.state : null} onWant={want.mutate} />
        {IN_CALL.has(agent.state) && <p className="hint">{words.desk.breakAfter}</p>}
        <Trouble error={want.error} />
        {agent.state === "wrap_up" && <WrapUp agent={agent} />}
      </div>
    </Section>
  );
}

/** What I have asked for and begins later: in a call it can be taken back; in wrap-up "Ready" does that, and ends wrap-up. */
function Next({ agent, pending, onTakeBack }: { agent: LiveAgent; pending: boolean; onTakeBack: () => void }) {
  const words = useWords();
  if (!agent.next) return null;
  return (
    <div className="buttons">
      <span className="hint">{wordFor(words.agents.next, agent.next)}</span>
      {canTakeBack(agent) && (
        <Button size="compact-sm" variant="default" loading={pending} onClick={onTakeBack}>
          {words.takeBack}
        </Button>
      )}
    </div>
  );
}

function Loan({ agent }: { agent: LiveAgent }) {
  const { floor } = useWords();
  const moment = useMoment();
  if (!agent.loan_until) return null;
  return <p className="hint">{floor.youAreLent(agent.projects.join(", "), moment(agent.loan_until), agent.loan_by ?? "")}</p>;
}

function PhoneTruth({ agent }: { agent: LiveAgent }) {
  const words = useWords();
  const { data: mine } = useMyPhone(true);
  const moment = useMoment();
  const last = useLastTest();
  const tested = mine?.phone === "browser" && last !== null ? words.myDesk.tested(moment(last)) : null;
  if (agent.device === "registered") {
    return <p className="hint">{agent.state === "available" ? (tested ?? words.desk.readyText) : words.desk.phoneOk}</p>;
  }
  return (
    <p className="mark mark-bad" role="alert">
      <IconPlugConnectedX size={16} aria-hidden />
      {mine?.phone === "browser" ? words.phone.gone : words.desk.phoneGone}
    </p>
  );
}

interface StateButtonsProps {
  agent: LiveAgent;
  pending: string | null;
  onWant: (wanted: AgentStateRequest) => void;
}

function StateButtons({ agent, pending, onWant }: StateButtonsProps) {
  const words = useWords();
  const ready = agent.state === "available";
  return (
    <div className="state-buttons">
      <Button
        size="lg"
        disabled={ready || agent.state === "talking" || agent.state === "ringing"}
        loading={pending === "available"}
        leftSection={<IconPlayerPlayFilled size={18} aria-hidden />}
        onClick={() => onWant({ state: "available" })}
      >
        {words.desk.ready}
      </Button>
      <BreakButton agent={agent} pending={pending === "break"} onWant={onWant} />
      <Button
        size="lg"
        variant="subtle"
        color="gray"
        disabled={agent.state === "signed_out"}
        loading={pending === "signed_out"}
        onClick={() => onWant({ state: "signed_out" })}
      >
        {words.desk.signOut}
      </Button>
    </div>
  );
}

function BreakButton({ agent, pending, onWant }: { agent: LiveAgent; pending: boolean; onWant: (wanted: AgentStateRequest) => void }) {
  const words = useWords();
  const { data: projects = [] } = useProjects();
  const reasons = breakReasons(projects, agent);
  const icon = <IconCoffee size={18} aria-hidden />;
  if (reasons.length === 0) {
    return (
      <Button size="lg" variant="default" loading={pending} leftSection={icon} onClick={() => onWant({ state: "break", reason: words.desk.break })}>
        {words.desk.break}
      </Button>
    );
  }
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button size="lg" variant="default" loading={pending} leftSection={icon} rightSection={<IconChevronDown size={16} aria-hidden />}>
          {words.desk.break}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{words.desk.breakReason}</Menu.Label>
        {reasons.map((reason) => (
          <Menu.Item key={reason} onClick={() => onWant({ state: "break", reason })}>
            {reason}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function WrapUp({ agent }: { agent: LiveAgent }) {
  const words = useWords();
  const wrapUp = useWrapUp(agent.id);
  return (
    <div className="buttons">
      {agent.until !== null && (
        <span className="hint">
          {words.desk.wrapUpEnds} <Remaining until={agent.until} />
        </span>
      )}
      <Button size="sm" variant="default" loading={wrapUp.isPending && wrapUp.variables === "extend"} onClick={() => wrapUp.mutate("extend")}>
        {words.desk.moreTime}
      </Button>
      <Button size="sm" loading={wrapUp.isPending && wrapUp.variables === "finish"} onClick={() => wrapUp.mutate("finish")}>
        {words.desk.finish}
      </Button>
      <Trouble error={wrapUp.error} />
    </div>
  );
}
