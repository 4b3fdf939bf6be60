import { Button } from "@mantine/core";
import { useState } from "react";

import { useListed } from "../../api/contacts";
import type { Listed } from "../../api/caseTypes";
import { useFilters } from "../../app/filters";
import { useWords } from "../../messages/use";
import { Empty, Loading } from "../../shared/parts";
import { useProject } from "../../shared/projects";
import { type Column, RowTable } from "../../shared/RowTable";
import { TakeOff } from "../../shared/TakeOff";
import { Trouble } from "../../shared/Trouble";
import { useMoment } from "../../shared/useMoment";
import { Pager } from "../calls/CallsPage";
import { useFilterNames } from "../calls/describe";
import { listedFilters, NO_FILTER } from "./filter";
import { PutOnList } from "./PutOnList";

/** The do-not-call list: numbers, for one project or for all. */
export function ListedNumbers() {
  const { list } = useWords().contacts;
  const { filters } = useFilters();
  const page = useListed(listedFilters(filters));
  const [off, setOff] = useState<Listed | null>(null);
  const numbers = page.data?.numbers ?? [];
  return (
    <>
      <PutOnList />
      <Trouble error={page.error} onRetry={() => void page.refetch()} />
      {page.isPending && !page.isError && <Loading />}
      {page.data && (numbers.length === 0 ? <NoNumbers /> : <ListedTable numbers={numbers} onOff={setOff} />)}
      {page.data && <Pager next={page.data.next} shown={numbers.length > 0 && list.shown(numbers.length)} />}
      {off && <TakeOff entry={off} onClose={() => setOff(null)} />}
    </>
  );
}

interface ListedProps {
  onOff: (entry: Listed) => void;
}

function ListedTable({ numbers, onOff }: ListedProps & { numbers: readonly Listed[] }) {
  return (
    <RowTable columns={useColumns()} rows={numbers} idOf={({ id }) => String(id)}>
      {(entry) => <ListedRow key={entry.id} entry={entry} onOff={onOff} />}
    </RowTable>
  );
}

function useColumns(): readonly Column[] {
  const { columns, contacts } = useWords();
  return [
    { label: columns.customer, className: "col-number" },
    { label: contacts.project, className: "minor" },
    { label: contacts.list.why },
    { label: contacts.list.by, className: "lesser" },
    { label: columns.time, className: "col-time minor" },
    { label: contacts.list.off, className: "col-off", hidden: true },
  ];
}

function ListedRow({ entry, onOff }: ListedProps & { entry: Listed }) {
  const { list } = useWords().contacts;
  const moment = useMoment();
  const project = useProject(entry.project_id === null ? null : String(entry.project_id));
  return (
    <tr className="row">
      <td className="figures">{entry.number}</td>
      <td className="minor">{entry.project_id === null ? list.everywhere : project?.name}</td>
      <td className="contact-why">{entry.why}</td>
      <td className="lesser">{entry.added_by}</td>
      <td className="col-time minor figures">{moment(entry.added_at)}</td>
      <td className="col-off">
        <Button size="compact-sm" variant="default" aria-label={list.takeOff(entry.number)} onClick={() => onOff(entry)}>
          {list.off}
        </Button>
      </td>
    </tr>
  );
}

function NoNumbers() {
  const { contacts, calls } = useWords();
  const { change } = useFilters();
  const names = useFilterNames();
  if (names.length === 0) return <Empty>{contacts.list.empty}</Empty>;
  return (
    <Empty>
      <p>{contacts.list.hidden(names.join(", "))}</p>
      <Button size="compact-sm" variant="default" onClick={() => change(NO_FILTER)}>
        {calls.clear}
      </Button>
    </Empty>
  );
}
