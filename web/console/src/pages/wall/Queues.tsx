import { IconAlertTriangle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { memo } from "react";

import type { LiveQueue } from "../../api/types";
import { NOTHING_OPEN, useFilters } from "../../app/filters";
import { useMe } from "../../app/me";
import { mayIn } from "../../app/session";
import { useFloor, useFloorList, useLiveQueue } from "../../live/hooks";
import { useWords } from "../../messages/use";
import { Elapsed } from "../../shared/Elapsed";
import { Empty, Section } from "../../shared/parts";
import { useProject } from "../../shared/projects";
import { firstWaiting, isStrained, queueIds, type Sieve } from "./select";

export function Queues({ sieve }: { sieve: Sieve }) {
  const words = useWords();
  const ids = useFloorList((floor) => queueIds(floor, sieve));
  return (
    <Section id="queues" title={words.wall.queues}>
      {ids.length === 0 ? (
        <NoQueues />
      ) : (
        <table className="rows">
          <QueueHead />
          <tbody>
            {ids.map((id) => (
              <QueueRow key={id} id={id} />
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

/** Where nothing is set up yet, whoever may do that is led there. */
function NoQueues() {
  const { wall } = useWords();
  const administers = mayIn(useMe(), "administer", null);
  const nothing = useFloor(({ queues }) => queues.size === 0);
  return (
    <Empty>
      {wall.noQueues} {nothing && administers && <Link to="/projects">{wall.begin}</Link>}
    </Empty>
  );
}

function QueueHead() {
  const words = useWords();
  return (
    <thead>
      <tr>
        <th>{words.columns.queue}</th>
        <th className="minor">{words.columns.project}</th>
        <th className="col-count">{words.wall.waiting}</th>
        <th className="col-count">{words.wall.free}</th>
        <th className="col-count minor">{words.wall.staffed}</th>
        <th className="col-timer">{words.wall.longestShort}</th>
        <th className="col-count">{words.floor.levelShort}</th>
      </tr>
    </thead>
  );
}

const QueueRow = memo(function QueueRow({ id }: { id: string }) {
  const words = useWords();
  const queue = useLiveQueue(id);
  const project = useProject(queue?.project);
  if (queue === undefined) return null;
  const unstaffed = queue.staffed === 0;
  return (
    <tr className={isStrained(queue) ? "row row-strained" : "row"}>
      <td>
        {queue.name}
        {unstaffed && (
          <span className="mark mark-warn mark-after">
            <IconAlertTriangle size={14} aria-hidden />
            {words.wall.unstaffed}
          </span>
        )}
      </td>
      <td className="minor">{project?.name ?? queue.project}</td>
      <td className="col-count figures">
        <a href="#waiting">{queue.waiting}</a>
      </td>
      <td className="col-count figures">
        <a href="#wall-agents">{queue.free}</a>
      </td>
      <td className="col-count figures minor">
        <a href="#wall-agents">{queue.staffed}</a>
      </td>
      <td className="col-timer">
        <Longest queue={queue} />
      </td>
      <td className="col-count figures">
        <LevelCell queue={queue} project={project?.id} />
      </td>
    </tr>
  );
});

/** How long the first of the queue has waited; opens their call. */
function Longest({ queue }: { queue: LiveQueue }) {
  const words = useWords();
  const { change } = useFilters();
  const first = useFloor((floor) => firstWaiting(floor, queue));
  if (queue.longest_since === null) return words.app.none;
  if (first === null) return <Elapsed since={queue.longest_since} />;
  return (
    <button type="button" className="text-button" title={words.floor.openLongest(queue.name)} onClick={() => change({ ...NOTHING_OPEN, call: first })}>
      <Elapsed since={queue.longest_since} />
    </button>
  );
}

/** The service level, with its formula in full; opens exactly the calls that it counts. */
function LevelCell({ queue, project }: { queue: LiveQueue; project: number | undefined }) {
  const { floor, app } = useWords();
  const me = useMe();
  if (queue.level === null) return <span title={floor.levelNone(queue.level_minutes)}>{app.none}</span>;
  const low = queue.level < queue.level_target;
  const search = { counted: "service_level", queue: String(queue.id), ...(project === undefined ? {} : { project: String(project) }) };
  const shown = { title: floor.levelFormula(queue.level_counted, queue.level_minutes, queue.level_target), className: low ? "level-low" : undefined };
  const value = (
    <>
      {low && <IconAlertTriangle size={14} aria-hidden />}
      {`${queue.level} %`}
    </>
  );
  if (!mayIn(me, "see_calls", project ?? null)) return <span {...shown}>{value}</span>;
  return (
    <Link to="/calls" search={search} {...shown}>
      {value}
    </Link>
  );
}
