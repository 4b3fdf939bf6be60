import { Button } from "@mantine/core";

import { useCases } from "../../api/cases";
import { CASE_GROUPS, type CaseList, type CaseRow as Row } from "../../api/caseTypes";
import { useFilters } from "../../app/filters";
import { useMe } from "../../app/me";
import { may } from "../../app/session";
import { useSpeech, useWords } from "../../messages/use";
import { NameSearch } from "../../shared/NameSearch";
import { Empty, Loading, PageHead } from "../../shared/parts";
import { type Column, RowTable } from "../../shared/RowTable";
import { TabBar } from "../../shared/TabBar";
import { Trouble } from "../../shared/Trouble";
import { Pager } from "../calls/CallsPage";
import { useFilterNames } from "../calls/describe";
import { CaseRow } from "./CaseRow";
import { Figures } from "./Figures";
import { groupOf, isBehindFigure, NO_FIGURE, queryFor, useKnownGroup } from "./filter";

/** Who called and was not answered, and what is done about it. */
export function CasesPage() {
  const words = useWords();
  const { filters } = useFilters();
  const seesFigures = may(useMe(), "see_calls");
  const page = useCases(queryFor(filters));
  useKnownGroup();
  const cases = page.data?.cases ?? [];
  return (
    <>
      <PageHead title={words.cases.title} figure={page.data?.broken ?? words.app.none} label={words.cases.broken}>
        <ShortDay seconds={page.data?.day_seconds ?? null} />
      </PageHead>
      <Tabs page={page.data} />
      <div className="page-filters">
        <NameSearch label={words.contacts.nameSearch} />
      </div>
      <Trouble error={page.error} onRetry={() => void page.refetch()} />
      {page.isPending && !page.isError && <Loading />}
      {page.data && (cases.length === 0 ? <NoCases page={page.data} /> : <CaseTable cases={cases} />)}
      {page.data && <Pager next={page.data.next} shown={cases.length > 0 && words.cases.shown(cases.length)} />}
      {seesFigures && <Figures />}
    </>
  );
}

function ShortDay({ seconds }: { seconds: number | null }) {
  const { words, language } = useSpeech();
  if (seconds === null) return null;
  const minutes = (seconds / 60).toLocaleString(language, { maximumFractionDigits: 1 });
  return <p className="hint">{words.cases.shortDay(words.cases.minutes(minutes))}</p>;
}

function Tabs({ page }: { page: CaseList | undefined }) {
  const words = useWords();
  const { filters, change } = useFilters();
  const counts = new Map(page?.counts.map(({ group, cases }) => [group as string, cases]));
  const tabs = CASE_GROUPS.map((group) => ({ value: group, label: words.cases.groups[group], count: counts.get(group) }));
  const due = { value: "due", label: words.cases.dueGroup, count: page?.due };
  const broken = { value: "broken", label: words.cases.brokenGroup, count: page?.broken };
  return (
    <TabBar
      label={words.cases.title}
      tabs={[...tabs, due, broken]}
      chosen={groupOf(filters)}
      onChoose={(group) => change({ ...NO_FIGURE, group })}
    />
  );
}

function CaseTable({ cases }: { cases: readonly Row[] }) {
  return (
    <RowTable columns={useColumns()} rows={cases} idOf={(each) => String(each.id)}>
      {(each) => <CaseRow key={each.id} of={each} />}
    </RowTable>
  );
}

function useColumns(): readonly Column[] {
  const { columns, cases } = useWords();
  return [
    { label: columns.customer, className: "col-number" },
    { label: cases.columns.missed, className: "col-time minor" },
    { label: cases.columns.why, className: "lesser" },
    { label: cases.columns.next, className: "col-next" },
    { label: cases.columns.theirs, className: "col-time lesser" },
    { label: cases.columns.attempts, className: "col-count minor" },
    { label: cases.columns.inHand, className: "minor" },
  ];
}

/** Empty because everybody was reached, because nobody is in this list, or because a filter hides the rows. */
function NoCases({ page }: { page: CaseList }) {
  const words = useWords();
  const { filters, change } = useFilters();
  const named = useFilterNames();
  const names = isBehindFigure(filters) ? [...named, words.cases.behindFigure] : named;
  if (names.length > 0) {
    return (
      <Empty>
        <p>{words.cases.hidden(names.join(", "))}</p>
        <Button size="compact-sm" variant="default" onClick={() => change({ ...NO_FIGURE, project: "", q: "", name: "" })}>
          {words.cases.clear}
        </Button>
      </Empty>
    );
  }
  const open = page.counts.some(({ cases }) => cases > 0);
  return <Empty>{open || groupOf(filters) === "closed" ? words.cases.emptyGroup : words.cases.everyone}</Empty>;
}
