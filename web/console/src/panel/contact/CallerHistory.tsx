import { Button } from "@mantine/core";

import { useContacts, useHistory } from "../../api/contacts";
import type { Contact } from "../../api/caseTypes";
import { useFilters } from "../../app/filters";
import { useWords } from "../../messages/use";
import { useProject } from "../../shared/projects";
import { ThenLine } from "./ContactHistory";

const SHOWN = 5;

/** Who it is that calls or is called, as far as we know them; undefined for who is allowed to see no contacts. */
export function useCaller(project: string | null, number: string | null, allowed = true): Contact | undefined {
  const known = useProject(project);
  const asks = allowed && known !== undefined && number !== null && isWhole(number);
  const found = useContacts({ project: known && String(known.id), q: number ?? undefined }, asks);
  return asks ? found.data?.contacts.find((each) => each.numbers.some((own) => own.number === number)) : undefined;
}

/** Masked digits find nobody. */
const isWhole = (number: string): boolean => /^\+\d+$/.test(number);

interface CallerHistoryProps {
  contact: Contact;
  number: string;
  /** It is not in its own list. */
  call: string;
  /** Of the heading. */
  id: string;
  title: string;
  /** What is said where there is nothing else. */
  none: string;
}

/** What else there was with who is on this call: the latest of it. */
export function CallerHistory({ contact, number, call, id, title, none }: CallerHistoryProps) {
  const { contacts } = useWords();
  const { change } = useFilters();
  const { data } = useHistory(contact.id);
  const others = (data?.pages[0]?.history ?? []).filter((each) => !(each.kind === "call" && each.id === call));
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      {contact.notes && <p className="note-text">{contact.notes}</p>}
      {data !== undefined && others.length === 0 && <p className="hint">{none}</p>}
      <ol className="timeline">
        {others.slice(0, SHOWN).map((each) => (
          <ThenLine key={`${each.kind} ${each.id}`} then={each} contact={contact.id} />
        ))}
      </ol>
      <Button size="compact-sm" variant="default" onClick={() => change({ call: undefined, contact: String(contact.id) })}>
        {contacts.open(contact.name || number)}
      </Button>
    </section>
  );
}
