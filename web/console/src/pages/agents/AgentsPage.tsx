import { memo, useState } from "react";

import type { LiveAgent } from "../../api/types";
import { useFilters } from "../../app/filters";
import { useMe } from "../../app/me";
import { may } from "../../app/session";
import { useFloor, useFloorList, useLastKnown, useLiveAgent, useStillOrder } from "../../live/hooks";
import { useWords, wordFor } from "../../messages/use";
import { JoinButton } from "../../panel/joining/JoinButton";
import { Elapsed } from "../../shared/Elapsed";
import { AgentMark, DeviceMark } from "../../shared/marks";
import { Empty, Loading, PageHead } from "../../shared/parts";
import { useProjectFilter } from "../../shared/projects";
import { useNumber } from "../../shared/useNumber";
import { useMoment } from "../../shared/useMoment";
import { agentIds, agentsOf, presenceOf } from "../wall/select";
import { LendForm } from "./Lend";
import { SteerConfirm, SteerMenu, type Wish } from "./Steer";

/** Who is here, in which state, since when; and can a call reach them. */
export function AgentsPage() {
  const { filters } = useFilters();
  const project = useProjectFilter(filters.project);
  const known = useFloor((floor) => floor.seq >= 0);
  const wanted = useFloorList((floor) => agentIds(floor, project));
  const [wish, setWish] = useState<Wish | null>(null);
  const [lent, setLent] = useState<LiveAgent | null>(null);
  if (!known) return <Loading />;
  return (
    <>
      <AgentsHead project={project} />
      <AgentTable wanted={wanted} onWish={setWish} onLend={setLent} />
      {wish && <SteerConfirm wish={wish} onClose={() => setWish(null)} />}
      {lent && <LendForm agent={lent} onClose={() => setLent(null)} />}
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
  onWish: (wish: Wish) => void;
  onLend: (agent: LiveAgent) => void;
}

function AgentTable({ wanted, onWish, onLend }: AgentTableProps) {
  const words = useWords();
  const steers = may(useMe(), "steer_agents");
  const { ids, hold } = useStillOrder(wanted);
  if (ids.length === 0) return <Empty>{words.agents.empty}</Empty>;
  return (
    <table className="rows" {...hold}>
      <AgentHead steers={steers} />
      <tbody>
        {ids.map((id) => (
          <AgentRow key={id} id={id} onWish={steers ? onWish : null} onLend={onLend} />
        ))}
      </tbody>
    </table>
  );
}

function AgentHead({ steers }: { steers: boolean }) {
  const { columns } = useWords();
  return (
    <thead>
      <tr>
        <th>{columns.name}</th>
        <th>{columns.state}</th>
        <th className="col-timer">{columns.inState}</th>
        <th className="col-time minor">{columns.since}</th>
        <th className="minor">{columns.device}</th>
        <th className="minor">{columns.call}</th>
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
  onWish: ((wish: Wish) => void) | null;
  onLend: (agent: LiveAgent) => void;
}

const AgentRow = memo(function AgentRow({ id, onWish, onLend }: AgentRowProps) {
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
      <td className="least">{agent.skills.join(", ")}</td>
      {onWish && (
        <td className="col-sign">
          <SteerMenu agent={agent} onWish={onWish} onLend={onLend} />
        </td>
      )}
    </tr>
  );
});

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
