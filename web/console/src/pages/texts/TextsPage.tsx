import { Button } from "@mantine/core";
import { lazy, memo, Suspense } from "react";

import { useTexts } from "../../api/texts";
import type { TextRow as Row } from "../../api/caseTypes";
import { useFilters } from "../../app/filters";
import { useFloor } from "../../live/hooks";
import { useWords } from "../../messages/use";
import { TextTodo } from "../../panel/TextTodo";
import { TextMark } from "../../shared/caseMarks";
import { Elapsed } from "../../shared/Elapsed";
import { Empty, Loading, PageHead, RowButton } from "../../shared/parts";
import { useProject } from "../../shared/projects";
import { type Column, RowTable } from "../../shared/RowTable";
import { TabBar } from "../../shared/TabBar";
import { Trouble } from "../../shared/Trouble";
import { useMoment } from "../../shared/useMoment";
import { Pager } from "../calls/CallsPage";

const Templates = lazy(() => import("./Templates"));
const SHOWS = ["unanswered", "unknown", "failed", "all", "templates"] as const;

/** What customers wrote that nobody has answered, what is in doubt, and what did not arrive. */
export function TextsPage() {
  const words = useWords();
  const { filters, change } = useFilters();
  const shown = SHOWS.find((each) => each === filters.show) ?? "unanswered";
  const tabs = SHOWS.map((value) => ({ value, label: words.texts.tabs[value] }));
  return (
    <>
      <Head />
      <TabBar label={words.texts.title} tabs={tabs} chosen={shown} onChoose={(show) => change({ show, before: undefined })} />
      {shown === "templates" ? (
        <Suspense fallback={<Loading />}>
          <Templates />
        </Suspense>
      ) : (
        <TextList show={shown} />
      )}
    </>
  );
}

function Head() {
  const words = useWords();
  const { filters } = useFilters();
  const unanswered = useTexts({ project: filters.project, show: "unanswered" }).data?.texts ?? [];
  const oldest = unanswered.reduce<string | null>((found, { at }) => (found === null || at < found ? at : found), null);
  const figure = oldest === null ? words.texts.nobodyWaits : <Elapsed since={oldest} />;
  return <PageHead title={words.texts.title} figure={figure} label={words.texts.oldest} />;
}

function TextList({ show }: { show: string }) {
  const words = useWords();
  const { filters } = useFilters();
  const page = useTexts({ project: filters.project, show: show === "all" ? undefined : show, before: filters.before });
  const texts = page.data?.texts ?? [];
  return (
    <>
      <Trouble error={page.error} onRetry={() => void page.refetch()} />
      {page.isPending && !page.isError && <Loading />}
      {page.data && (texts.length === 0 ? <NoTexts show={show} /> : <TextTable texts={texts} />)}
      {page.data && <Pager next={page.data.next} shown={texts.length > 0 && words.texts.shown(texts.length)} />}
    </>
  );
}

function TextTable({ texts }: { texts: readonly Row[] }) {
  return (
    <RowTable columns={useColumns()} rows={texts} idOf={(text) => String(text.id)}>
      {(text) => <TextRow key={text.id} text={text} />}
    </RowTable>
  );
}

function useColumns(): readonly Column[] {
  const { columns, texts } = useWords();
  return [
    { label: columns.time, className: "col-time" },
    { label: columns.customer, className: "col-number" },
    { label: texts.body },
    { label: columns.status, className: "col-state minor" },
    { label: texts.assigned, className: "lesser" },
  ];
}

const TextRow = memo(function TextRow({ text }: { text: Row }) {
  const words = useWords();
  const moment = useMoment();
  const who = text.contact_name || text.customer;
  return (
    <tr className="row">
      <td className="col-time figures">{moment(text.at)}</td>
      <td>
        {text.contact_id === null ? (
          <span className="figures">{who}</span>
        ) : (
          <RowButton opens={{ thread: String(text.contact_id) }} label={words.texts.open(who)}>
            <span className="figures">{who}</span>
          </RowButton>
        )}
      </td>
      <td title={text.body}>{text.body}</td>
      <td className="col-state minor">
        <TextMark status={text.status} />
      </td>
      <td className="lesser">
        <Answer text={text} />
      </td>
    </tr>
  );
});

/** Who answered and when, or whose it is to answer. What belongs to no contact has no thread: it is settled here. */
function Answer({ text }: { text: Row }) {
  const words = useWords();
  const moment = useMoment();
  const agent = useFloor((floor) => floor.agents.get(String(text.assigned_to))?.name);
  const project = useProject(text.project);
  if (text.direction === "out") return null;
  if (text.answered_at !== null) return <>{words.texts.dealtBy(text.answered_by ?? "", moment(text.answered_at))}</>;
  if (text.contact_id === null) return <TextTodo text={text} project={project?.id ?? null} />;
  return <>{text.assigned_to === null ? "" : (agent ?? String(text.assigned_to))}</>;
}

function NoTexts({ show }: { show: string }) {
  const words = useWords();
  const { filters, change } = useFilters();
  const project = useProject(filters.project);
  if (filters.project === undefined && filters.before === undefined) return <Empty>{show === "all" ? words.texts.empty : words.texts.emptyTab}</Empty>;
  const names = [project?.name, filters.before === undefined ? "" : words.calls.pageFilter].filter(Boolean).join(", ");
  return (
    <Empty>
      <p>{words.texts.hidden(names)}</p>
      <Button size="compact-sm" variant="default" onClick={() => change({ project: "", before: "" })}>
        {words.cases.clear}
      </Button>
    </Empty>
  );
}
