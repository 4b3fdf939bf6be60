import { Button, NativeSelect, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";

import { useListed, usePutOnList, useTakeOffList } from "../../api/contacts";
import type { Listed } from "../../api/caseTypes";
import { useProjects } from "../../api/queries";
import { useFilters } from "../../app/filters";
import { NumberField } from "../../call/TransferForm";
import { useWords } from "../../messages/use";
import { Empty, Loading } from "../../shared/parts";
import { type Column, RowTable } from "../../shared/RowTable";
import { fieldError, Trouble } from "../../shared/Trouble";
import { useMoment } from "../../shared/useMoment";
import { Pager } from "../calls/CallsPage";

/** The do-not-call list: numbers, for one project or for all. */
export function ListedNumbers() {
  const { contacts } = useWords();
  const { filters } = useFilters();
  const { project, q, before } = filters;
  const page = useListed({ project, q, before });
  const numbers = page.data?.numbers ?? [];
  return (
    <>
      <PutOnList />
      <h2 className="list-title">{contacts.listTitle}</h2>
      <Trouble error={page.error} onRetry={() => void page.refetch()} />
      {page.isPending && !page.isError && <Loading />}
      {page.data && (numbers.length === 0 ? <Empty>{contacts.listEmpty}</Empty> : <ListedTable numbers={numbers} />)}
      {page.data && <Pager next={page.data.next} shown={false} />}
    </>
  );
}

function ListedTable({ numbers }: { numbers: readonly Listed[] }) {
  return (
    <RowTable columns={useColumns()} rows={numbers} idOf={(each) => String(each.id)}>
      {(each) => <ListedRow key={each.id} of={each} />}
    </RowTable>
  );
}

function useColumns(): readonly Column[] {
  const { columns, contacts } = useWords();
  return [
    { label: columns.customer, className: "col-number" },
    { label: contacts.project, className: "minor" },
    { label: contacts.listWhy },
    { label: contacts.listBy, className: "minor" },
    { label: columns.time, className: "col-time minor" },
    { label: columns.actions, className: "col-sign", hidden: true },
  ];
}

function ListedRow({ of: each }: { of: Listed }) {
  const { contacts } = useWords();
  const { data: projects = [] } = useProjects();
  const moment = useMoment();
  const off = useTakeOffList();
  const name = projects.find(({ id }) => id === each.project_id)?.name;
  return (
    <tr className="row">
      <td className="figures">{each.number}</td>
      <td className="minor">{each.project_id === null ? contacts.listEverywhere : name}</td>
      <td>
        {each.why}
        <Trouble error={off.error} />
      </td>
      <td className="minor">{each.added_by}</td>
      <td className="col-time minor figures">{moment(each.added_at)}</td>
      <td className="col-sign">
        <Button size="compact-xs" variant="subtle" color="gray" aria-label={contacts.listRemove(each.number)} loading={off.isPending} onClick={() => off.mutate(each.id)}>
          <IconTrash size={15} aria-hidden />
        </Button>
      </td>
    </tr>
  );
}

function PutOnList() {
  const { contacts } = useWords();
  const { filters } = useFilters();
  const { data: projects = [] } = useProjects();
  const put = usePutOnList();
  const [typed, setTyped] = useState({ number: "", why: "", project: filters.project ?? "" });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = { number: typed.number.trim(), why: typed.why.trim(), project_id: typed.project === "" ? null : Number(typed.project) };
    put.mutate(body, { onSuccess: () => setTyped({ ...typed, number: "", why: "" }) });
  };
  const options = projects.map(({ id, name }) => ({ value: String(id), label: name }));
  return (
    <form className="form boxed" onSubmit={submit}>
      <NumberField value={typed.number} onChange={(number) => setTyped({ ...typed, number })} error={fieldError(put.error, "number")} />
      <NativeSelect
        label={contacts.project}
        value={typed.project}
        data={[{ value: "", label: contacts.listEverywhere }, ...options]}
        onChange={(event) => setTyped({ ...typed, project: event.currentTarget.value })}
      />
      <TextInput label={contacts.listWhy} maxLength={200} value={typed.why} onChange={(event) => setTyped({ ...typed, why: event.currentTarget.value })} />
      <Trouble error={put.error} except={["number"]} />
      <div className="buttons">
        <Button type="submit" loading={put.isPending} disabled={typed.number.trim() === ""}>
          {contacts.listAdd}
        </Button>
      </div>
    </form>
  );
}
