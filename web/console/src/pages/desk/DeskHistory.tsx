import { Button } from "@mantine/core";

import { useContacts, useHistory } from "../../api/contacts";
import type { Contact } from "../../api/caseTypes";
import { useFilters } from "../../app/filters";
import { useWords } from "../../messages/use";
import { ThenLine } from "../../panel/contact/ContactHistory";
import { useProject } from "../../shared/projects";

const SHOWN = 5;

/** Who calls, and what was before: the latest of it. */
export function DeskHistory({ project, number, call }: { project: string | null; number: string | null; call: string }) {
  const known = useProject(project);
  const found = useContacts({ project: known && String(known.id), q: number ?? undefined }, known !== undefined && number !== null && isWhole(number));
  const contact = found.data?.contacts.find((each) => each.numbers.some((own) => own.number === number));
  return contact && number !== null ? <History contact={contact} number={number} call={call} /> : null;
}

/** Masked digits find nobody. */
const isWhole = (number: string): boolean => /^\+\d+$/.test(number);

function History({ contact, number, call }: { contact: Contact; number: string; call: string }) {
  const { contacts, myDesk } = useWords();
  const { change } = useFilters();
  const before = (useHistory(contact.id).data?.pages[0]?.history ?? []).filter((each) => !(each.kind === "call" && each.id === call));
  return (
    <section aria-labelledby="desk-history">
      <h3 id="desk-history">{myDesk.history}</h3>
      {contact.notes && <p className="note-text">{contact.notes}</p>}
      {before.length === 0 && <p className="hint">{myDesk.firstTime}</p>}
      <ol className="timeline">
        {before.slice(0, SHOWN).map((each) => (
          <ThenLine key={`${each.kind} ${each.id}`} then={each} contact={contact.id} />
        ))}
      </ol>
      <Button size="compact-sm" variant="default" onClick={() => change({ contact: String(contact.id) })}>
        {contacts.open(contact.name || number)}
      </Button>
    </section>
  );
}
