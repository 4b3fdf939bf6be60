import { Button } from "@mantine/core";

import type { useContacts } from "../../api/contacts";
import type { Contact } from "../../api/caseTypes";
import { useFilters } from "../../app/filters";
import { useWords } from "../../messages/use";
import { NameSearch } from "../../shared/NameSearch";
import { Empty, Loading } from "../../shared/parts";
import { type Column, RowTable } from "../../shared/RowTable";
import { Trouble } from "../../shared/Trouble";
import { Pager } from "../calls/CallsPage";
import { useFilterNames } from "../calls/describe";
import { ContactRow } from "./ContactRow";
import { NO_FILTER } from "./filter";

/** Who calls, latest change first. */
export function PeopleList({ page }: { page: ReturnType<typeof useContacts> }) {
  const { contacts } = useWords();
  const people = page.data?.contacts ?? [];
  return (
    <>
      <div className="page-filters">
        <NameSearch label={contacts.nameSearch} />
      </div>
      <Trouble error={page.error} onRetry={() => void page.refetch()} />
      {page.isPending && !page.isError && <Loading />}
      {page.data && (people.length === 0 ? <Nobody /> : <PeopleTable people={people} />)}
      {page.data && <Pager next={page.data.next} shown={people.length > 0 && contacts.shown(people.length)} />}
    </>
  );
}

function PeopleTable({ people }: { people: readonly Contact[] }) {
  return (
    <RowTable columns={useColumns()} rows={people} idOf={({ id }) => String(id)}>
      {(contact) => <ContactRow key={contact.id} contact={contact} />}
    </RowTable>
  );
}

function useColumns(): readonly Column[] {
  const { contacts, columns } = useWords();
  return [
    { label: contacts.name },
    { label: contacts.numbers, className: "col-number" },
    { label: contacts.lineType, className: "minor" },
    { label: contacts.zone, className: "lesser" },
    { label: contacts.language, className: "col-count least" },
    { label: columns.status, className: "col-state" },
    { label: contacts.changed, className: "col-time minor" },
  ];
}

function Nobody() {
  const { contacts, calls } = useWords();
  const { change } = useFilters();
  const names = useFilterNames();
  if (names.length === 0) return <Empty>{contacts.empty}</Empty>;
  return (
    <Empty>
      <p>{contacts.hidden(names.join(", "))}</p>
      <Button size="compact-sm" variant="default" onClick={() => change(NO_FILTER)}>
        {calls.clear}
      </Button>
    </Empty>
  );
}
