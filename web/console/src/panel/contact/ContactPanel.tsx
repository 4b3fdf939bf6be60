import { useContact } from "../../api/contacts";
import type { Contact } from "../../api/caseTypes";
import { useFilters } from "../../app/filters";
import { useMe } from "../../app/Guard";
import { may } from "../../app/session";
import { useWords } from "../../messages/use";
import { Awaited, PanelSection, SidePanel } from "../../shared/SidePanel";
import { ContactForm } from "./ContactForm";
import { ContactHistory } from "./ContactHistory";
import { ContactNumbers } from "./ContactNumbers";
import { MergeForm } from "./MergeForm";

/** One person who calls: their numbers, what is known of them, and what there has been between them and us. */
export function ContactPanel({ id }: { id: string }) {
  const words = useWords();
  const { change } = useFilters();
  const asked = useContact(id);
  const title = asked.data === undefined ? words.cases.contact : nameOf(asked.data);
  return (
    <SidePanel title={title} closeLabel={words.contacts.closePanel} onClose={() => change({ contact: undefined })}>
      <Awaited asked={asked} gone={words.contacts.gone} />
      {asked.data && <ContactBody contact={asked.data} />}
    </SidePanel>
  );
}

export function nameOf(contact: Pick<Contact, "name" | "numbers">): string {
  return contact.name || contact.numbers[0]?.number || "";
}

function ContactBody({ contact }: { contact: Contact }) {
  const words = useWords();
  const me = useMe();
  return (
    <>
      {contact.do_not_call && <p className="mark mark-bad">{words.contacts.doNotCall}</p>}
      <PanelSection id="contact-numbers" title={words.contacts.numbers}>
        <ContactNumbers contact={contact} />
      </PanelSection>
      <ContactForm key={contact.changed_at} contact={contact} changes={may(me, "work_cases")} />
      {may(me, "run_cases") && <MergeForm contact={contact} />}
      <PanelSection id="contact-history" title={words.contacts.history}>
        <ContactHistory id={contact.id} />
      </PanelSection>
    </>
  );
}
