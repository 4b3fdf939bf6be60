import { Button } from "@mantine/core";
import { type FormEvent, useState } from "react";

import { ApiError } from "../../api/client";
import { useAddNumber, useContacts } from "../../api/contacts";
import type { Contact } from "../../api/caseTypes";
import { useFilters } from "../../app/filters";
import { NumberField } from "../../call/TransferForm";
import { useWords } from "../../messages/use";
import { fullNameOf } from "../../shared/contactName";
import { fieldError, Trouble } from "../../shared/Trouble";
import { MergeConfirm } from "./MergeConfirm";

const CONFLICT = 409;

interface AddNumberProps {
  contact: Contact;
  merges: boolean;
}

/** One more number; if it is somebody else's already, that other one is offered. */
export function AddNumber({ contact, merges }: AddNumberProps) {
  const { contacts } = useWords();
  const add = useAddNumber(contact.id);
  const [number, setNumber] = useState("");
  const [mobile, setMobile] = useState(false);
  const taken = add.error instanceof ApiError && add.error.status === CONFLICT && add.variables?.number === number.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate({ number: number.trim(), line_type: mobile ? "mobile" : null }, { onSuccess: () => setNumber("") });
  };
  return (
    <form className="form contact-add" onSubmit={submit}>
      <NumberField value={number} onChange={setNumber} error={fieldError(add.error, "number")} />
      <label className="contact-check">
        <input type="checkbox" checked={mobile} onChange={(event) => setMobile(event.currentTarget.checked)} />
        {contacts.theirMobile}
      </label>
      <Trouble error={add.error} except={["number"]} />
      {taken && <Owners contact={contact} number={number.trim()} merges={merges} onMerged={() => setNumber("")} />}
      <div className="buttons">
        <Button type="submit" size="compact-md" variant="default" loading={add.isPending} disabled={number.trim() === ""}>
          {contacts.addNumber}
        </Button>
      </div>
    </form>
  );
}

interface OwnersProps extends AddNumberProps {
  number: string;
  onMerged: () => void;
}

/** Whose the number is: to look at, or to be one with this contact. */
function Owners({ contact, number, merges, onMerged }: OwnersProps) {
  const { contacts } = useWords();
  const { change } = useFilters();
  const [goes, setGoes] = useState<Contact | null>(null);
  const found = useContacts({ project: String(contact.project_id), q: number });
  const owners = (found.data?.contacts ?? []).filter(({ id }) => id !== contact.id).slice(0, 3);
  return (
    <div className="buttons">
      {owners.map((owner) => (
        <span key={owner.id} className="buttons">
          <Button size="compact-sm" variant="default" onClick={() => change({ contact: String(owner.id) })}>
            {contacts.ownerOpen(fullNameOf(owner))}
          </Button>
          {merges && (
            <Button size="compact-sm" variant="default" onClick={() => setGoes(owner)}>
              {contacts.ownerMerge(fullNameOf(owner))}
            </Button>
          )}
        </span>
      ))}
      {goes && <MergeConfirm goes={goes} stays={contact} onMerged={onMerged} onClose={() => setGoes(null)} />}
    </div>
  );
}
