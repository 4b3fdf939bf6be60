import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";

import { useCalls } from "../../api/queries";
import type { CallSummary } from "../../api/types";
import { carried, useFilters } from "../../app/filters";
import { useMe } from "../../app/me";
import { may } from "../../app/session";
import { useWords } from "../../messages/use";
import { Empty, Loading, PageHead } from "../../shared/parts";
import { type Column, RowTable } from "../../shared/RowTable";
import { Trouble } from "../../shared/Trouble";
import { CallFiltersBar } from "./CallFiltersBar";
import { CallRow } from "./CallRow";
import { answeredShare, useFilterNames } from "./describe";

/** Which calls came and went, and what became of them. */
export function CallsPage() {
  const words = useWords();
  const { filters } = useFilters();
  const { project, q, outcome, reason, direction, agent, queue, trunk, since, counted, before } = filters;
  const page = useCalls({ project, q, outcome, reason, direction, agent, queue, trunk, since, counted, before });
  const calls = page.data?.calls ?? [];
  return (
    <>
      <CallsHead calls={calls} />
      <CallFiltersBar />
      <Trouble error={page.error} onRetry={() => void page.refetch()} />
      {page.isPending && !page.isError && <Loading />}
      {page.data && (calls.length === 0 ? <NoCalls /> : <CallTable calls={calls} />)}
      {page.data && <Pager next={page.data.next} shown={calls.length > 0 && words.calls.shown(calls.length)} />}
    </>
  );
}

/** Among calls of one outcome, or of a share of its own, a share of those answered says nothing: then they are counted. */
function CallsHead({ calls }: { calls: readonly CallSummary[] }) {
  const words = useWords();
  const { filters } = useFilters();
  const alike = [filters.outcome, filters.reason, filters.counted].some((each) => each !== undefined);
  const blocked = <ToBlocked />;
  if (alike) return <PageHead title={words.calls.title} figure={calls.length} label={words.calls.countShown} children={blocked} />;
  return <PageHead title={words.calls.title} figure={answeredShare(calls) ?? words.app.none} label={words.calls.answeredShare} children={blocked} />;
}

function ToBlocked() {
  const { blocked } = useWords();
  const { filters } = useFilters();
  if (!may(useMe(), "run_calls")) return null;
  return (
    <Link to="/calls/blocked" search={carried(filters)} className="page-head-link">
      {blocked.title}
    </Link>
  );
}

function CallTable({ calls }: { calls: readonly CallSummary[] }) {
  return (
    <RowTable columns={useCallColumns()} rows={calls} idOf={(call) => call.id}>
      {(call) => <CallRow key={call.id} call={call} />}
    </RowTable>
  );
}

function useCallColumns(): readonly Column[] {
  const { columns } = useWords();
  return [
    { label: columns.time, className: "col-time" },
    { label: columns.customer, className: "col-number" },
    { label: columns.outcome, className: "col-outcome" },
    { label: columns.queue, className: "lesser" },
    { label: columns.agent, className: "lesser" },
    { label: columns.wait, className: "col-timer minor" },
    { label: columns.talk, className: "col-timer minor" },
    { label: columns.disposition, className: "least" },
    { label: columns.recording, className: "col-sign minor", hidden: true },
  ];
}

function NoCalls() {
  const words = useWords();
  const { change } = useFilters();
  const names = useFilterNames();
  if (names.length === 0) return <Empty>{words.calls.empty}</Empty>;
  const clear = { project: "", q: "", outcome: "", reason: "", direction: "", agent: "", queue: "", trunk: "", since: "", counted: "", before: "" };
  return (
    <Empty>
      <p>{words.calls.hidden(names.join(", "))}</p>
      <Button size="compact-sm" variant="default" onClick={() => change(clear)}>
        {words.calls.clear}
      </Button>
    </Empty>
  );
}

/** `shown` says how many rows there are of what. */
export function Pager({ next, shown }: { next: string | null; shown: string | false }) {
  const words = useWords();
  const { filters, change } = useFilters();
  return (
    <div className="pager">
      <span className="figures">{shown}</span>
      {filters.before !== undefined && (
        <Button size="compact-sm" variant="default" onClick={() => change({ before: undefined })}>
          {words.calls.newest}
        </Button>
      )}
      {next !== null && (
        <Button size="compact-sm" variant="default" onClick={() => change({ before: next })}>
          {words.calls.older}
        </Button>
      )}
    </div>
  );
}
