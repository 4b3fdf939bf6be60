import { Button } from "@mantine/core";
import { memo } from "react";

import { useContacts } from "../../api/contacts";
import type { Contact } from "../../api/caseTypes";
import { useFilters } from "../../app/filters";
import { useMe } from "../../app/Guard";
import { may } from "../../app/session";
import { useWords, wordFor } from "../../messages/use";
import { nameOf } from "../../panel/contact/ContactPanel";
import { NameSearch } from "../../shared/NameSearch";
import { Empty, Loading, PageHead, RowButton } from "../../shared/parts";
import { type Column, RowTable } from "../../shared/RowTable";
import { TabBar } from "../../shared/TabBar";
import { Trouble } from "../../shared/Trouble";
import { useMoment } from "../../shared/useMoment";
import { Pager } from "../calls/CallsPage";
import { useFilterNames } from "../calls/describe";
import { ImportContacts } from "./ImportContacts";
import { ListedNumbers } from "./ListedNumbers";
import { NewContact } from "./NewContact";

/** The people who call, and the numbers that nobody calls. */
export function ContactsPage() {
  const words = useWords();
  const me = useMe();
  const { filters, change } = useFilters();
  const runs = may(me, "run_cases");
  const shown = filters.show ?? "people";
  const tabs = [
    { value: "people", label: words.contacts.people },
    ...(may(me, "work_cases") ? [{ value: "new", label: words.contacts.new }] : []),
    ...(runs ? [{ value: "listed", label: words.contacts.listed }, { value: "import", label: words.contacts.import }] : []),
  ];
  return (
    <>
      <People headOnly={shown !== "people"} />
      <TabBar
        label={words.contacts.title}
        tabs={tabs}
        chosen={shown}
        onChoose={(show) => change({ show: show === "people" ? undefined : show, before: undefined })}
      />
      {shown === "people" && <PeopleList />}
      {shown === "new" && <NewContact />}
      {shown === "listed" && <ListedNumbers />}
      {shown === "import" && <ImportContacts />}
    </>
  );
}

function usePeople() {
  const { filters } = useFilters();
  return useContacts({ project: filters.project, q: filters.name ?? filters.q, before: filters.show === undefined ? filters.before : undefined });
}

/** Whatever list is shown, the page's one number stands on top. */
function People({ headOnly }: { headOnly: boolean }) {
  const words = useWords();
  const page = usePeople();
  const figure = headOnly ? words.app.none : (page.data?.contacts.length ?? words.app.none);
  return <PageHead title={words.contacts.title} figure={figure} label={words.contacts.shownLabel} />;
}

function PeopleList() {
  const words = useWords();
  const page = usePeople();
  const contacts = page.data?.contacts ?? [];
  return (
    <>
      <div className="page-filters">
        <NameSearch label={words.contacts.nameSearch} />
      </div>
      <Trouble error={page.error} onRetry={() => void page.refetch()} />
      {page.isPending && !page.isError && <Loading />}
      {page.data && (contacts.length === 0 ? <NoContacts /> : <ContactTable contacts={contacts} />)}
      {page.data && <Pager next={page.data.next} shown={contacts.length > 0 && words.contacts.shown(contacts.length)} />}
    </>
  );
}

function ContactTable({ contacts }: { contacts: readonly Contact[] }) {
  return (
    <RowTable columns={useColumns()} rows={contacts} idOf={(contact) => String(contact.id)}>
      {(contact) => <ContactRow key={contact.id} contact={contact} />}
    </RowTable>
  );
}

function useColumns(): readonly Column[] {
  const { contacts, columns } = useWords();
  return [
    { label: contacts.name, className: "col-number" },
    { label: contacts.numbers, className: "col-number" },
    { label: contacts.lineType, className: "minor" },
    { label: contacts.zone, className: "lesser" },
    { label: contacts.language, className: "col-count least" },
    { label: columns.status, className: "minor" },
    { label: contacts.columns.changed, className: "col-time lesser" },
  ];
}

const ContactRow = memo(function ContactRow({ contact }: { contact: Contact }) {
  const words = useWords();
  const moment = useMoment();
  const [first, ...others] = contact.numbers;
  const who = nameOf(contact);
  const status = [contact.do_not_call ? words.contacts.doNotCall : "", contact.consent === "unknown" ? "" : `${words.contacts.consent}: ${words.contacts.consents[contact.consent]}`];
  return (
    <tr className="row">
      <td>
        <RowButton opens={{ contact: String(contact.id) }} label={words.contacts.open(who)}>
          {contact.name || <span className="figures">{who}</span>}
        </RowButton>
      </td>
      <td className="figures">
        {first?.number}
        {others.length > 0 && <span className="note">{words.contacts.moreNumbers(others.length)}</span>}
      </td>
      <td className="minor">{first && wordFor(words.contacts.lineTypes, first.line_type)}</td>
      <td className="lesser">{contact.zones[0]}</td>
      <td className="col-count least">{contact.language}</td>
      <td className="minor">{status.filter(Boolean).join(", ")}</td>
      <td className="col-time lesser figures">{moment(contact.changed_at)}</td>
    </tr>
  );
});

function NoContacts() {
  const words = useWords();
  const { change } = useFilters();
  const names = useFilterNames();
  if (names.length === 0) return <Empty>{words.contacts.empty}</Empty>;
  return (
    <Empty>
      <p>{words.contacts.hidden(names.join(", "))}</p>
      <Button size="compact-sm" variant="default" onClick={() => change({ project: "", q: "", name: "", before: "" })}>
        {words.cases.clear}
      </Button>
    </Empty>
  );
}
