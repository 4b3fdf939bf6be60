import { useContacts } from "../../api/contacts";
import { useFilters } from "../../app/filters";
import { useMe } from "../../app/me";
import { may } from "../../app/session";
import { useWords } from "../../messages/use";
import { PageHead } from "../../shared/parts";
import { TabBar } from "../../shared/TabBar";
import { ImportContacts } from "./ImportContacts";
import { ListedNumbers } from "./ListedNumbers";
import { NewContact } from "./NewContact";
import { PeopleList } from "./PeopleList";
import { usePeopleFilters } from "./filter";

/** The people who call, and the numbers that nobody calls. */
export function ContactsPage() {
  const { contacts, app } = useWords();
  const { filters, change } = useFilters();
  const people = useContacts(usePeopleFilters());
  const tabs = useTabs();
  const shown = tabs.find(({ value }) => value === filters.show)?.value ?? "people";
  return (
    <>
      <PageHead title={contacts.title} figure={people.data?.contacts.length ?? app.none} label={contacts.shownLabel} />
      <TabBar
        label={contacts.title}
        tabs={tabs}
        chosen={shown}
        onChoose={(show) => change({ show: show === "people" ? undefined : show, before: undefined })}
      />
      {shown === "people" && <PeopleList page={people} />}
      {shown === "new" && <NewContact />}
      {shown === "listed" && <ListedNumbers />}
      {shown === "import" && <ImportContacts />}
    </>
  );
}

/** What this person may see and do. */
function useTabs(): { value: string; label: string }[] {
  const { contacts } = useWords();
  const me = useMe();
  const works = may(me, "work_cases") ? [{ value: "new", label: contacts.new }] : [];
  const runs = may(me, "run_cases") ? [{ value: "listed", label: contacts.listed }, { value: "import", label: contacts.import }] : [];
  return [{ value: "people", label: contacts.people }, ...works, ...runs];
}
