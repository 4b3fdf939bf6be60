import { Link } from "@tanstack/react-router";
import { memo } from "react";

import { type AgentDay, useAgentDays } from "../../api/floor";
import type { LiveAgent } from "../../api/types";
import { useFilters } from "../../app/filters";
import { useMe } from "../../app/me";
import { may } from "../../app/session";
import { useToday } from "../../live/clock";
import { useFloor, useFloorList, useLastKnown, useLiveAgent, useStillOrder } from "../../live/hooks";
import { useWords, wordFor } from "../../messages/use";
import { JoinButton } from "../../panel/joining/JoinButton";
import { Elapsed } from "../../shared/Elapsed";
import { duration } from "../../shared/format";
import { AgentMark, DeviceMark } from "../../shared/marks";
import { Empty, Loading, PageHead } from "../../shared/parts";
import { useProjectFilter } from "../../shared/projects";
import { useNumber } from "../../shared/useNumber";
import { useMoment } from "../../shared/useMoment";
import { agentIds, agentsOf, presenceOf } from "../wall/select";
import { SteerMenu, useSteering } from "./Steer";
import type { Wish } from "./wish";

/** Who is here, in which state, since when; and can a call reach them. */
export function AgentsPage() {
  const { filters } = useFilters();
  const project = useProjectFilter(filters.project);
  const known = useFloor((floor) => floor.seq >= 0);
  const wanted = useFloorList((floor) => agentIds(floor, project));
  const { onWish, form } = useSteering();
  if (!known) return <Loading />;
  return (
    <>
      <AgentsHead project={project} />
      <AgentTable wanted={wanted} onWish={onWish} />
      {form}
    </>
  );
}

function AgentsHead({ project }: { project: (reference: string | null) => boolean }) {
  const words = useWords();
  const available = useFloor((floor) => presenceOf(agentsOf(floor, project)).available);
  const signedIn = useFloor((floor) => presenceOf(agentsOf(floor, project)).signedIn);
  return <PageHead title={words.agents.title} figure={`${available} / ${signedIn}`} label={words.agents.share} />;
}

interface AgentTableProps {
  wanted: readonly string[];
  onWish: ((wish: Wish) => void) | null;
}

function AgentTable({ wanted, onWish }: AgentTableProps) {
  const { ids, hold } = useStillOrder(wanted);
  const { data: days } = useAgentDays(onWish !== null);
  if (ids.length === 0) return <NoAgents />;
  return (
    <table className="rows" {...hold}>
      <AgentHead steers={onWish !== null} />
      <tbody>
        {ids.map((id) => (
          <AgentRow key={id} id={id} day={days?.get(Number(id))} onWish={onWish} />
        ))}
      </tbody>
    </table>
  );
}

function NoAgents() {
  const { agents } = useWords();
  const invites = may(useMe(), "manage_people");
  return (
    <Empty>
      <p>{agents.empty}</p>
      {invites && <Link to="/people">{agents.invite}</Link>}
    </Empty>
  );
}

function AgentHead({ steers }: { steers: boolean }) {
  const { columns } = useWords();
  return (
    <thead>
      <tr>
        <th>{columns.name}</th>
        <th className="col-agent-state">{columns.state}</th>
        <th className="col-timer">{columns.inState}</th>
        <th className="col-time minor">{columns.since}</th>
        <th className="minor">{columns.device}</th>
        <th className="minor">{columns.call}</th>
        {steers && <th className="col-today lesser">{columns.today}</th>}
        {steers && <th className="col-count lesser">{columns.ringOuts}</th>}
        <th className="least">{columns.skills}</th>
        {steers && (
          <th className="col-sign">
            <span className="visually-hidden">{columns.actions}</span>
          </th>
        )}
      </tr>
    </thead>
  );
}

interface AgentRowProps {
  id: string;
  day: AgentDay | undefined;
  onWish: ((wish: Wish) => void) | null;
}

const AgentRow = memo(function AgentRow({ id, day, onWish }: AgentRowProps) {
  const words = useWords();
  const moment = useMoment();
  const { row: agent, gone } = useLastKnown(useLiveAgent(id));
  if (agent === undefined) return null;
  const away = gone || agent.state === "signed_out";
  return (
    <tr className={away ? "row row-away" : "row"}>
      <td>
        {agent.name}
        <OnLoan agent={agent} />
      </td>
      <td>
        <AgentMark state={agent.state} reason={agent.reason} />
        {agent.next && <span className="note">{wordFor(words.agents.next, agent.next)}</span>}
        {agent.until !== null && <span className="figures note">{words.agents.until(moment(agent.until))}</span>}
        {agent.forced_by && <span className="note">{words.floor.forcedBy(agent.forced_by, agent.forced_note ?? "")}</span>}
      </td>
      <td className="col-timer">
        <Elapsed since={agent.since} />
      </td>
      <td className="col-time minor figures">{moment(agent.since)}</td>
      <td className="minor">
        <DeviceMark device={agent.device} needed={!away} />
      </td>
      <td className="minor">
        <AgentCall agent={agent} />
      </td>
      {onWish && (
        <td className="col-today lesser figures">
          <Today agent={agent} day={day} />
        </td>
      )}
      {onWish && <td className="col-count lesser figures">{day?.ring_outs}</td>}
      <td className="least" title={agent.skills.join(", ")}>
        {agent.skills.join(", ")}
      </td>
      {onWish && (
        <td className="col-sign">
          <SteerMenu agent={agent} onWish={onWish} />
        </td>
      )}
    </tr>
  );
});

/** Calls answered and time spoken since midnight; opens the calls. */
function Today({ agent, day }: { agent: LiveAgent; day: AgentDay | undefined }) {
  const { agents } = useWords();
  const midnight = new Date(useToday()).toISOString();
  if (day === undefined) return null;
  return (
    <Link to="/calls" search={{ agent: String(agent.id), outcome: "answered", since: midnight }} title={agents.callsToday(agent.name)}>
      {`${day.calls} · ${duration(day.talk_seconds)}`}
    </Link>
  );
}

function OnLoan({ agent }: { agent: LiveAgent }) {
  const { floor } = useWords();
  const moment = useMoment();
  if (!agent.loan_until) return null;
  const home = (agent.home ?? []).join(", ");
  return <span className="hint on-loan">{floor.onLoan(home, agent.projects.join(", "), moment(agent.loan_until), agent.loan_by ?? "")}</span>;
}

function AgentCall({ agent }: { agent: LiveAgent }) {
  const words = useWords();
  const { change } = useFilters();
  const number = useNumber();
  const call = useFloor((floor) => (agent.call_id === null ? undefined : floor.calls.get(agent.call_id)));
  if (call === undefined) return null;
  const { id } = call;
  const customer = number(call.customer);
  return (
    <span className="with-sign">
      <button type="button" className="text-button figures" aria-label={words.calls.open(customer)} onClick={() => change({ call: id })}>
        {customer}
      </button>
      <JoinButton call={call} />
    </span>
  );
}
