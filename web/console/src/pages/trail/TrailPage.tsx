import { Button } from "@mantine/core";

import { type Deed, trailFile, useTrail } from "../../api/people";
import { useFilters } from "../../app/filters";
import type { Messages } from "../../messages/catalogue";
import { useWords } from "../../messages/use";
import { Empty, Loading, PageHead } from "../../shared/parts";
import { useProject } from "../../shared/projects";
import { type Column, RowTable } from "../../shared/RowTable";
import { Trouble } from "../../shared/Trouble";
import { Pager } from "../calls/CallsPage";
import { endingOf } from "./deed";
import { NO_TRAIL_FILTER, trailFilters } from "./filter";
import { TrailFiltersBar } from "./TrailFiltersBar";
import { TrailRow } from "./TrailRow";

/** Who did what, latest first. Nobody can change it. */
export function TrailPage() {
  const { trail, app } = useWords();
  const { filters } = useFilters();
  const asked = trailFilters(filters);
  const page = useTrail(asked);
  const rows = page.data?.rows ?? [];
  const refused = rows.filter((deed) => endingOf(deed) === "forbidden" || endingOf(deed) === "conflict").length;
  const next = page.data?.next ?? null;
  return (
    <>
      <PageHead title={trail.title} figure={page.data ? refused : app.none} label={trail.refused}>
        <Button component="a" href={trailFile(asked)} download="trail.csv" size="compact-md" variant="default">
          {trail.csv}
        </Button>
      </PageHead>
      <TrailFiltersBar />
      <Trouble error={page.error} onRetry={() => void page.refetch()} />
      {page.isPending && !page.isError && <Loading />}
      {page.data && (rows.length === 0 ? <Nothing /> : <TrailTable rows={rows} />)}
      {page.data && <Pager next={next === null ? null : String(next)} shown={rows.length > 0 && trail.shown(rows.length)} />}
    </>
  );
}

function TrailTable({ rows }: { rows: readonly Deed[] }) {
  return (
    <RowTable columns={columnsOf(useWords())} rows={rows} idOf={({ id }) => String(id)}>
      {(deed) => <TrailRow key={deed.id} deed={deed} />}
    </RowTable>
  );
}

function columnsOf({ trail }: Messages): readonly Column[] {
  return [
    { label: trail.time, className: "col-time" },
    { label: trail.who },
    { label: trail.action },
    { label: trail.thing, className: "lesser" },
    { label: trail.answer, className: "col-state" },
    { label: trail.peer, className: "minor" },
    { label: trail.details(0), className: "col-sign", hidden: true },
  ];
}

function Nothing() {
  const { trail, calls } = useWords();
  const { change } = useFilters();
  const names = useNames();
  if (names.length === 0) return <Empty>{trail.empty}</Empty>;
  return (
    <Empty>
      <p>{trail.hidden(names.join(", "))}</p>
      <Button size="compact-sm" variant="default" onClick={() => change(NO_TRAIL_FILTER)}>
        {calls.clear}
      </Button>
    </Empty>
  );
}

/** The filters that are on, each in words. */
function useNames(): string[] {
  const { trail, calls } = useWords();
  const { who, action, what, since, till, before, project } = useFilters().filters;
  const known = useProject(project);
  const named: [string, string | undefined][] = [
    [trail.who, who],
    [trail.action, action],
    [trail.thing, what],
    [trail.project, project && (known?.name ?? project)],
    [trail.from, since],
    [trail.till, till],
  ];
  const on = named.flatMap(([name, value]) => (value ? [calls.filter(name, value)] : []));
  return before === undefined ? on : [...on, calls.pageFilter];
}
