import { useEffect } from "react";

import { useContact } from "../../api/contacts";
import type { Contact } from "../../api/caseTypes";
import { useFilters } from "../../app/filters";
import { useMe } from "../../app/me";
import { mayIn } from "../../app/session";
import { useWords } from "../../messages/use";
import { nameOf } from "../../shared/contactName";
import { DoNotCallMark } from "../../shared/contactMarks";
import { useProject } from "../../shared/projects";
import { Awaited, Fact, PanelSection, SidePanel } from "../../shared/SidePanel";
import { useMoment } from "../../shared/useMoment";
import { Barring } from "./Barring";
import { ContactForm } from "./ContactForm";
import { ContactHistory } from "./ContactHistory";
import { ContactNumbers } from "./ContactNumbers";
import { LocalTime } from "./LocalTime";
import { MergeForm } from "./MergeForm";

/** One person who calls: their numbers, what is known of them, and what there has been between them and us. */
export function ContactPanel({ id }: { id: string }) {
  const words = useWords();
  const { change } = useFilters();
  const asked = useContact(id);
  useFollow(id, asked.data);
  const title = asked.data === undefined ? words.contacts.title : nameOf(asked.data);
  return (
    <SidePanel title={title} closeLabel={words.contacts.closePanel} onClose={() => change({ contact: undefined })}>
      <Awaited asked={asked} gone={words.contacts.gone} />
      {asked.data && <ContactBody key={asked.data.id} contact={asked.data} />}
    </SidePanel>
  );
}

/** A contact that was merged answers as the one that it went into: so does the address. */
function useFollow(id: string, found: Contact | undefined): void {
  const { change } = useFilters();
  const now = found === undefined ? id : String(found.id);
  useEffect(() => {
    if (now !== id) change({ contact: now }, { replace: true });
  }, [now, id, change]);
}

function ContactBody({ contact }: { contact: Contact }) {
  const words = useWords();
  const me = useMe();
  const [works, runs] = [mayIn(me, "work_cases", contact.project_id), mayIn(me, "run_cases", contact.project_id)];
  return (
    <>
      {contact.do_not_call && <DoNotCallMark />}
      <Facts contact={contact} />
      <PanelSection id="contact-numbers" title={words.contacts.numbers}>
        <ContactNumbers contact={contact} works={works} merges={runs} />
      </PanelSection>
      <PanelSection id="contact-known" title={words.contacts.known}>
        <ContactForm contact={contact} changes={works} />
      </PanelSection>
      {runs && <Barring contact={contact} />}
      <PanelSection id="contact-history" title={words.contacts.history}>
        <ContactHistory id={contact.id} />
      </PanelSection>
      {runs && <MergeForm contact={contact} />}
    </>
  );
}

function Facts({ contact }: { contact: Contact }) {
  const { contacts } = useWords();
  const moment = useMoment();
  const project = useProject(String(contact.project_id));
  return (
    <dl className="facts">
      <Fact name={contacts.localTime} value={<LocalTime zones={contact.zones} from={contact.zones_from} likeliest={project?.zone} />} />
      <Fact name={contacts.project} value={project?.name} />
      <Fact name={contacts.created} value={moment(contact.created_at)} />
      <Fact name={contacts.changed} value={moment(contact.changed_at)} />
    </dl>
  );
}
