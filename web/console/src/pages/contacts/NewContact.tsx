import { Button, NativeSelect } from "@mantine/core";
import { type FormEvent, useState } from "react";

import { useNewContact } from "../../api/contacts";
import { useFilters } from "../../app/filters";
import { NumberField } from "../../call/TransferForm";
import { useWords } from "../../messages/use";
import { ContactFields, sentAs, type Typed } from "../../panel/contact/ContactForm";
import { useChosenProject } from "../../shared/projects";
import { fieldError, Trouble } from "../../shared/Trouble";

const NOBODY: Typed = { name: "", language: "", zone: "", consent: "unknown", notes: "" };

export function NewContact() {
  const words = useWords();
  const { change } = useFilters();
  const add = useNewContact();
  const [typed, setTyped] = useState(NOBODY);
  const [number, setNumber] = useState("");
  const { project, field } = useChosenProject();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (project === undefined) return;
    const { name, consent, notes } = typed;
    const body = { project_id: project.id, numbers: [{ number: number.trim(), line_type: null }], name, consent, notes };
    add.mutate(
      { ...body, language: sentAs("language", typed.language), zone: sentAs("zone", typed.zone) },
      { onSuccess: (made) => change({ show: undefined, contact: String(made.id) }) },
    );
  };
  return (
    <form className="form boxed" onSubmit={submit}>
      <NativeSelect label={words.contacts.project} {...field} />
      <NumberField value={number} onChange={setNumber} error={fieldError(add.error, "number")} />
      <ContactFields typed={typed} onChange={setTyped} error={add.error} zones={[]} />
      <Trouble error={add.error} except={["number", "name", "language", "zone"]} />
      <div className="buttons">
        <Button type="submit" loading={add.isPending} disabled={number.trim() === "" || project === undefined}>
          {words.contacts.save}
        </Button>
      </div>
    </form>
  );
}
