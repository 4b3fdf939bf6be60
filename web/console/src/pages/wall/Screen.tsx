import { IconAlertTriangle } from "@tabler/icons-react";

import { useMe } from "../../app/me";
import { may } from "../../app/session";
import { useFloor, useFloorList, useLiveAgent, useLiveQueue } from "../../live/hooks";
import { useWords } from "../../messages/use";
import { Elapsed } from "../../shared/Elapsed";
import { AgentMark } from "../../shared/marks";
import { Alarms } from "./Alarms";
import { Outages } from "./Outages";
import { useBeingScreen } from "./screen";
import { dueOf, isStrained, longestSince, presentIds, queueIds, type Sieve } from "./select";
import { Trunks } from "./Trunks";
import { useTotals } from "./useTotals";

/** The wall from across the room: the figures large, nothing to press. */
export function Screen({ sieve }: { sieve: Sieve }) {
  const words = useWords();
  useBeingScreen();
  const longest = useFloor((floor) => longestSince(floor, sieve.project));
  return (
    <div className="screen">
      <h1 className="visually-hidden">{words.wall.title}</h1>
      <Alarms project={sieve.project} />
      <Outages project={sieve.project} />
      <div className="screen-figures">
        <Figure label={longest === null ? words.wall.nobodyWaits : words.wall.longest} wide>
          {longest === null ? words.app.none : <Elapsed since={longest} />}
        </Figure>
        <ScreenTotals sieve={sieve} />
        <ScreenDue sieve={sieve} />
      </div>
      <ScreenQueues sieve={sieve} />
      <ScreenAgents sieve={sieve} />
      <Trunks />
    </div>
  );
}

function ScreenTotals({ sieve }: { sieve: Sieve }) {
  const words = useWords();
  const { waiting, live, available, signedIn } = useTotals(sieve);
  return (
    <>
      <Figure label={words.wall.waiting}>{waiting}</Figure>
      <Figure label={words.wall.live}>{live}</Figure>
      <Figure label={words.wall.availableOf} wide>
        {`${available} / ${signedIn}`}
      </Figure>
    </>
  );
}

function ScreenDue({ sieve }: { sieve: Sieve }) {
  const { floor } = useWords();
  const sees = may(useMe(), "see_cases");
  const due = useFloor((now) => dueOf(now, sieve.project));
  return sees ? <Figure label={floor.casesDue}>{due}</Figure> : null;
}

function Figure({ label, wide = false, children }: { label: string; wide?: boolean; children: React.ReactNode }) {
  return (
    <p className={wide ? "screen-figure screen-figure-wide" : "screen-figure"}>
      <span className="figures screen-value">{children}</span>
      <span className="screen-label">{label}</span>
    </p>
  );
}

function ScreenQueues({ sieve }: { sieve: Sieve }) {
  const { wall, floor, columns } = useWords();
  const ids = useFloorList((now) => queueIds(now, sieve));
  return (
    <table className="screen-queues">
      <thead>
        <tr>
          <th>{columns.queue}</th>
          <th className="col-count">{wall.waiting}</th>
          <th className="col-count">{wall.longestShort}</th>
          <th className="col-count">{wall.free}</th>
          <th className="col-count">{floor.levelShort}</th>
        </tr>
      </thead>
      <tbody>
        {ids.map((id) => (
          <ScreenQueue key={id} id={id} />
        ))}
      </tbody>
    </table>
  );
}

function ScreenQueue({ id }: { id: string }) {
  const words = useWords();
  const queue = useLiveQueue(id);
  if (queue === undefined) return null;
  return (
    <tr className={isStrained(queue) ? "row-strained" : undefined}>
      <td>
        {isStrained(queue) && <IconAlertTriangle aria-hidden className="screen-sign" />}
        {queue.name}
      </td>
      <td className="col-count figures">{queue.waiting}</td>
      <td className="col-count figures">{queue.longest_since === null ? words.app.none : <Elapsed since={queue.longest_since} />}</td>
      <td className="col-count figures">{queue.free}</td>
      <td className="col-count figures">{queue.level === null ? words.app.none : `${queue.level} %`}</td>
    </tr>
  );
}

/** Everybody who is signed in, who needs a look first. */
function ScreenAgents({ sieve }: { sieve: Sieve }) {
  const { wall } = useWords();
  const ids = useFloorList((floor) => presentIds(floor, sieve.project));
  return (
    <ul className="screen-agents" aria-label={wall.agents}>
      {ids.map((id) => (
        <ScreenAgent key={id} id={id} />
      ))}
    </ul>
  );
}

function ScreenAgent({ id }: { id: string }) {
  const agent = useLiveAgent(id);
  if (agent === undefined) return null;
  return (
    <li className="screen-agent">
      <span className="agent-name">{agent.name}</span>
      <AgentMark state={agent.state} reason={agent.reason} />
      <Elapsed since={agent.since} />
    </li>
  );
}
