import { memo } from "react";

import { useFilters } from "../../app/filters";
import { useFloorList, useLastKnown, useLiveAgent, useStillOrder } from "../../live/hooks";
import { useWords, wordFor } from "../../messages/use";
import { Elapsed } from "../../shared/Elapsed";
import { AgentMark } from "../../shared/marks";
import { Empty, Section } from "../../shared/parts";
import { SteerMenu, useSteering } from "../agents/Steer";
import type { Wish } from "../agents/wish";
import { agentIds, type Sieve } from "./select";

/** Who is here, each with what those who steer agents may do about it. */
export function AgentTiles({ sieve }: { sieve: Sieve }) {
  const words = useWords();
  const { onWish, form } = useSteering();
  const wanted = useFloorList((floor) => agentIds(floor, sieve.project));
  const { ids, hold } = useStillOrder(wanted);
  return (
    <Section id="wall-agents" title={words.wall.agents} count={wanted.length}>
      {ids.length === 0 ? (
        <Empty>{words.wall.noAgents}</Empty>
      ) : (
        <ul className="agent-tiles" {...hold}>
          {ids.map((id) => (
            <AgentTile key={id} id={id} onWish={onWish} />
          ))}
        </ul>
      )}
      {form}
    </Section>
  );
}

interface AgentTileProps {
  id: string;
  onWish: ((wish: Wish) => void) | null;
}

const AgentTile = memo(function AgentTile({ id, onWish }: AgentTileProps) {
  const words = useWords();
  const { row: agent, gone } = useLastKnown(useLiveAgent(id));
  if (agent === undefined) return null;
  const away = gone || agent.state === "signed_out";
  return (
    <li className={away ? "agent-tile agent-away" : "agent-tile"}>
      <AgentName id={agent.call_id} name={agent.name} />
      <span className="agent-now">
        <AgentMark state={agent.state} reason={agent.reason} />
        {agent.next && <span className="hint agent-next">{wordFor(words.agents.next, agent.next)}</span>}
        {agent.loan_until && <span className="hint agent-next">{words.floor.lentTo(agent.projects.join(", "))}</span>}
      </span>
      <Elapsed since={agent.since} />
      {onWish && <SteerMenu agent={agent} onWish={onWish} />}
    </li>
  );
});

function AgentName({ id, name }: { id: string | null; name: string }) {
  const words = useWords();
  const { change } = useFilters();
  if (id === null) return <span className="agent-name">{name}</span>;
  return (
    <button type="button" className="agent-name row-button" title={words.agents.openCall(name)} onClick={() => change({ call: id })}>
      {name}
    </button>
  );
}
