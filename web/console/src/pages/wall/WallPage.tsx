import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { useProjects } from "../../api/queries";
import { useFilters } from "../../app/filters";
import { useMe } from "../../app/me";
import { may } from "../../app/session";
import { useFloor, useFloorList, useStillOrder } from "../../live/hooks";
import { useWords } from "../../messages/use";
import { Elapsed } from "../../shared/Elapsed";
import { Empty, Loading, PageHead, Section } from "../../shared/parts";
import { useProject, useProjectFilter } from "../../shared/projects";
import { AgentTiles } from "./AgentTiles";
import { Alarms } from "./Alarms";
import { LiveCallRow, WaitingRow } from "./CallRows";
import { Outages } from "./Outages";
import { Queues } from "./Queues";
import { Screen } from "./Screen";
import { useScreen } from "./screen";
import { dueOf, liveIds, longestSince, type Sieve, waitingIds } from "./select";
import { Tools } from "./Tools";
import { Trunks } from "./Trunks";
import { useTotals } from "./useTotals";

/** Who waits, who talks, who is free: the floor as it is now. */
export function WallPage() {
  const { filters } = useFilters();
  const project = useProjectFilter(filters.project);
  const known = useFloor((floor) => floor.seq >= 0);
  const sieve: Sieve = { project, q: filters.q };
  const screen = useScreen();
  if (!known) return <Loading />;
  if (screen.on) return <Screen sieve={sieve} />;
  return (
    <>
      <WallHead sieve={sieve} />
      <Tools />
      <Alarms project={project} folds />
      <Outages project={project} />
      <div className="wall">
        <div className="wall-calls">
          <Queues sieve={sieve} />
          <WaitingCallers sieve={sieve} />
          <LiveCalls sieve={sieve} />
        </div>
        <div className="wall-calls">
          <AgentTiles sieve={sieve} />
          <CasesDue sieve={sieve} />
          <Trunks />
        </div>
      </div>
    </>
  );
}

function WallHead({ sieve }: { sieve: Sieve }) {
  const words = useWords();
  const longest = useFloor((floor) => longestSince(floor, sieve.project));
  return (
    <PageHead
      title={words.wall.title}
      figure={longest === null ? words.app.none : <Elapsed since={longest} />}
      label={longest === null ? words.wall.nobodyWaits : words.wall.longest}
    >
      <WallTotals sieve={sieve} />
    </PageHead>
  );
}

function WallTotals({ sieve }: { sieve: Sieve }) {
  const words = useWords();
  const { waiting, live, available, signedIn } = useTotals(sieve);
  return (
    <dl className="totals">
      <Total label={words.wall.waiting} value={<a href="#waiting">{waiting}</a>} />
      <Total label={words.wall.live} value={<a href="#live-calls">{live}</a>} />
      <Total label={words.wall.availableOf} value={<a href="#wall-agents">{`${available} / ${signedIn}`}</a>} />
    </dl>
  );
}

/** Those whom we owe a call or a text now. */
function CasesDue({ sieve }: { sieve: Sieve }) {
  const words = useWords();
  const sees = may(useMe(), "see_cases");
  const { project } = useFilters().filters;
  const due = useFloor((floor) => dueOf(floor, sieve.project));
  if (!sees) return null;
  return (
    <Section id="cases-due" title={words.floor.casesDue} count={due}>
      <p className="wall-line">
        <Link to="/cases" search={{ group: "due", ...(project === undefined ? {} : { project }) }}>{due === 0 ? words.floor.noCasesDue : words.floor.openCases}</Link>
      </p>
    </Section>
  );
}

function Total({ label, value }: { label: string; value: ReactNode }) {
  return (
    <div className="total">
      <dt>{label}</dt>
      <dd className="figures">{value}</dd>
    </div>
  );
}

function WaitingCallers({ sieve }: { sieve: Sieve }) {
  const words = useWords();
  const wanted = useFloorList((floor) => waitingIds(floor, sieve));
  const { ids, hold } = useStillOrder(wanted);
  return (
    <Section id="waiting" title={words.wall.callers} count={wanted.length}>
      {ids.length === 0 ? (
        <Empty>{words.wall.nobody}</Empty>
      ) : (
        <table className="rows" {...hold}>
          <thead>
            <tr>
              <th className="col-number">{words.columns.customer}</th>
              <th>{words.columns.queue}</th>
              <th className="col-state">{words.columns.state}</th>
              <th className="col-timer">{words.columns.wait}</th>
            </tr>
          </thead>
          <tbody>
            {ids.map((id) => (
              <WaitingRow key={id} id={id} />
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

function LiveCalls({ sieve }: { sieve: Sieve }) {
  const words = useWords();
  const wanted = useFloorList((floor) => liveIds(floor, sieve));
  const { ids, hold } = useStillOrder(wanted);
  return (
    <Section id="live-calls" title={words.wall.calls} count={wanted.length}>
      {ids.length === 0 ? (
        <NoCalls />
      ) : (
        <table className="rows" {...hold}>
          <LiveHead />
          <tbody>
            {ids.map((id) => (
              <LiveCallRow key={id} id={id} />
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

function LiveHead() {
  const { columns } = useWords();
  return (
    <thead>
      <tr>
        <th className="col-number">{columns.customer}</th>
        <th className="col-state">{columns.state}</th>
        <th>{columns.agent}</th>
        <th className="minor">{columns.queue}</th>
        <th className="col-sign col-spare">
          <span className="visually-hidden">{columns.recording}</span>
        </th>
        <th className="col-timer">{columns.inState}</th>
        <th className="col-timer minor">{columns.duration}</th>
        <th className="col-sign">
          <span className="visually-hidden">{columns.actions}</span>
        </th>
      </tr>
    </thead>
  );
}

function NoCalls() {
  const words = useWords();
  const { filters } = useFilters();
  const chosen = useProject(filters.project);
  const { data: projects = [] } = useProjects();
  const hidden = useFloor((floor) => floor.calls.size > 0) && (filters.q !== undefined || filters.project !== undefined);
  const open = projects.find((project) => project.open) ?? projects[0];
  const number = (chosen ?? open)?.numbers[0];
  if (hidden) return <Empty>{words.wall.filteredOut([chosen?.name, filters.q].filter(Boolean).join(", "))}</Empty>;
  return <Empty>{number === undefined ? words.wall.noCallsNoNumber : words.wall.noCalls(number)}</Empty>;
}
