import { Button } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";

import { type Blocked, useBlocked } from "../../api/blocked";
import { carried, useFilters } from "../../app/filters";
import { useMe } from "../../app/me";
import { mayIn } from "../../app/session";
import { NumberField } from "../../call/TransferForm";
import { useWords } from "../../messages/use";
import { BlockConfirm } from "../../shared/BlockConfirm";
import { Empty, Loading, PageHead } from "../../shared/parts";
import { useProject } from "../../shared/projects";
import { type Column, RowTable } from "../../shared/RowTable";
import { Trouble } from "../../shared/Trouble";
import { UnblockConfirm } from "../../shared/UnblockConfirm";
import { useMoment } from "../../shared/useMoment";
import { Pager } from "../calls/CallsPage";
import { useFilterNames } from "../calls/describe";

/** Whose calls are turned away, by whom and why; one more, one less. */
export function BlockedPage() {
  const { blocked, app } = useWords();
  const { filters } = useFilters();
  const { project, q, before } = filters;
  const page = useBlocked({ project, q, before });
  const [off, setOff] = useState<Blocked | null>(null);
  const callers = page.data?.callers ?? [];
  const now = page.data ? callers.filter((each) => !each.over).length : app.none;
  return (
    <>
      <PageHead title={blocked.title} figure={now} label={blocked.shownLabel}>
        <Link to="/calls" search={carried(filters)} className="page-head-link">
          <IconArrowLeft size={15} aria-hidden /> {blocked.back}
        </Link>
      </PageHead>
      <BlockByNumber project={project === undefined ? null : Number(project)} />
      <Trouble error={page.error} onRetry={() => void page.refetch()} />
      {page.isPending && !page.isError && <Loading />}
      {page.data && (callers.length === 0 ? <Nobody /> : <BlockedTable callers={callers} onOff={setOff} />)}
      {page.data && <Pager next={page.data.next} shown={callers.length > 0 && blocked.shown(callers.length)} />}
      {off && <UnblockConfirm entry={off} onClose={() => setOff(null)} />}
    </>
  );
}

function BlockByNumber({ project }: { project: number | null }) {
  const { blocked } = useWords();
  const [number, setNumber] = useState("");
  const [asked, setAsked] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(number.trim() !== "");
  };
  const done = () => {
    setAsked(false);
    setNumber("");
  };
  return (
    <form className="form contact-box blocked-box" onSubmit={submit}>
      <NumberField value={number} onChange={setNumber} error={null} />
      <div className="buttons">
        <Button type="submit" size="compact-md" disabled={number.trim() === ""}>
          {blocked.block}
        </Button>
      </div>
      {asked && <BlockConfirm number={number.trim()} project={project} onDone={done} onClose={() => setAsked(false)} />}
    </form>
  );
}

interface RowProps {
  onOff: (entry: Blocked) => void;
}

function BlockedTable({ callers, onOff }: RowProps & { callers: readonly Blocked[] }) {
  return (
    <RowTable columns={useColumns()} rows={callers} idOf={({ id }) => String(id)}>
      {(entry) => <BlockedRow key={entry.id} entry={entry} onOff={onOff} />}
    </RowTable>
  );
}

function useColumns(): readonly Column[] {
  const { columns, blocked } = useWords();
  return [
    { label: blocked.number, className: "col-number" },
    { label: blocked.where, className: "minor" },
    { label: blocked.why },
    { label: blocked.until, className: "col-time minor" },
    { label: blocked.by, className: "lesser" },
    { label: columns.time, className: "col-time lesser" },
    { label: blocked.unblock, className: "col-off", hidden: true },
  ];
}

function BlockedRow({ entry, onOff }: RowProps & { entry: Blocked }) {
  const { blocked } = useWords();
  const me = useMe();
  const moment = useMoment();
  const project = useProject(entry.project_id === null ? null : String(entry.project_id));
  const until = entry.over ? blocked.over : entry.until ? moment(entry.until) : blocked.forGood;
  return (
    <tr className={entry.over ? "row row-away" : "row"}>
      <td className="figures">{entry.number}</td>
      <td className="minor">{entry.project_id === null ? blocked.everywhere : project?.name}</td>
      <td className="contact-why">{entry.why}</td>
      <td className="col-time minor figures">{until}</td>
      <td className="lesser">{entry.added_by}</td>
      <td className="col-time lesser figures">{moment(entry.added_at)}</td>
      <td className="col-off">
        {mayIn(me, "run_calls", entry.project_id) && (
          <Button size="compact-sm" variant="default" aria-label={blocked.unblockThe(entry.number)} onClick={() => onOff(entry)}>
            {blocked.unblock}
          </Button>
        )}
      </td>
    </tr>
  );
}

function Nobody() {
  const { blocked, calls } = useWords();
  const { change } = useFilters();
  const names = useFilterNames();
  if (names.length === 0) return <Empty>{blocked.empty}</Empty>;
  return (
    <Empty>
      <p>{blocked.hidden(names.join(", "))}</p>
      <Button size="compact-sm" variant="default" onClick={() => change({ project: "", q: "", before: "" })}>
        {calls.clear}
      </Button>
    </Empty>
  );
}
