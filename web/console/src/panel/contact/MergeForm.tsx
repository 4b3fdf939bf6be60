import { Button, TextInput } from "@mantine/core";
import { useState } from "react";

import { useContacts } from "../../api/contacts";
import type { Contact } from "../../api/caseTypes";
import { useWords } from "../../messages/use";
import { fullNameOf } from "../../shared/contactName";
import { useSettled } from "../../shared/useSettled";
import { Trouble } from "../../shared/Trouble";
import { MergeConfirm } from "./MergeConfirm";

const SHORTEST = 2;
const MOST = 6;

/** Two are one person: the one that stays is looked for in the same project, then chosen. The panel follows it. */
export function MergeForm({ contact }: { contact: Contact }) {
  const { contacts } = useWords();
  const [typed, setTyped] = useState("");
  const [stays, setStays] = useState<Contact | null>(null);
  const q = useSettled(typed.trim());
  const looks = q.length >= SHORTEST;
  const found = useContacts({ project: String(contact.project_id), q }, looks);
  const others = looks ? (found.data?.contacts ?? []).filter(({ id }) => id !== contact.id).slice(0, MOST) : [];
  return (
    <details className="contact-more">
      <summary>{contacts.mergeTitle}</summary>
      <div className="form">
        <TextInput label={contacts.mergeFind} autoComplete="off" value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
        <ul className="contact-found" aria-live="polite">
          {others.map((other) => (
            <li key={other.id}>
              <Button size="compact-md" variant="default" onClick={() => setStays(other)}>
                {contacts.mergeInto(fullNameOf(other))}
              </Button>
            </li>
          ))}
          {looks && found.isSuccess && !found.isPlaceholderData && others.length === 0 && <li className="hint">{contacts.mergeNobody}</li>}
        </ul>
        <Trouble error={found.error} />
      </div>
      {stays && <MergeConfirm goes={contact} stays={stays} onClose={() => setStays(null)} />}
    </details>
  );
}
