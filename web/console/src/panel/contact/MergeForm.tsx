import { Button, TextInput } from "@mantine/core";
import { useState } from "react";

import { useContacts, useMerge } from "../../api/contacts";
import type { Contact } from "../../api/caseTypes";
import { useFilters } from "../../app/filters";
import { useWords } from "../../messages/use";
import { Trouble } from "../../shared/Trouble";
import { nameOf } from "./ContactPanel";

/** Two are one person: the other is looked for, then chosen. */
export function MergeForm({ contact }: { contact: Contact }) {
  const words = useWords();
  const { change } = useFilters();
  const merge = useMerge(contact.id);
  const [typed, setTyped] = useState("");
  const found = useContacts({ project: String(contact.project_id), q: typed.trim() }, typed.trim().length > 1);
  const others = typed.trim().length > 1 ? (found.data?.contacts ?? []).filter((each) => each.id !== contact.id).slice(0, 5) : [];
  return (
    <details className="merge">
      <summary>{words.contacts.merge}</summary>
      <div className="form">
        <p className="hint">{words.contacts.mergeHint}</p>
        <TextInput label={words.contacts.mergeFind} autoComplete="off" value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
        <div className="buttons">
          {others.map((other) => (
            <Button
              key={other.id}
              size="compact-md"
              variant="default"
              loading={merge.isPending && merge.variables === other.id}
              onClick={() => merge.mutate(other.id, { onSuccess: () => change({ contact: String(other.id) }) })}
            >
              {words.contacts.mergeInto([nameOf(other), other.numbers[0]?.number].filter(Boolean).join(", "))}
            </Button>
          ))}
        </div>
        <Trouble error={merge.error ?? found.error} />
      </div>
    </details>
  );
}
