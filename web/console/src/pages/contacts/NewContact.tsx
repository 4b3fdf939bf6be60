import { Button, NativeSelect } from "@mantine/core";
import { type FormEvent, useState } from "react";

import { useNewContact } from "../../api/contacts";
import { useFilters } from "../../app/filters";
import { NumberField } from "../../call/TransferForm";
import { useWords } from "../../messages/use";
import { ContactFields } from "../../panel/contact/ContactForm";
import { FIELDS, NOBODY, orNone } from "../../panel/contact/typed";
import { useChosenProject } from "../../shared/projects";
import { fieldError, Trouble } from "../../shared/Trouble";

export function NewContact() {
  const { contacts } = useWords();
  const { change } = useFilters();
  const add = useNewContact();
  const [typed, setTyped] = useState(NOBODY);
  const [number, setNumber] = useState("");
  const { project, field } = useChosenProject("work_cases");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (project === undefined) return;
    const { language, zone, ...rest } = typed;
    const numbers = [{ number: number.trim(), line_type: null }];
    add.mutate(
      { ...rest, project_id: project.id, numbers, language: orNone("language", language), zone: orNone("zone", zone) },
      { onSuccess: (made) => change({ show: undefined, contact: String(made.id) }) },
    );
  };
  return (
    <form className="form contact-box" onSubmit={submit}>
      <NativeSelect label={contacts.project} {...field} />
      <NumberField value={number} onChange={setNumber} error={fieldError(add.error, "number")} />
      <ContactFields typed={typed} onChange={(changed) => setTyped({ ...typed, ...changed })} error={add.error} zones={[]} />
      <Trouble error={add.error} except={["number", ...FIELDS]} />
      <div className="buttons">
        <Button type="submit" loading={add.isPending} disabled={number.trim() === "" || project === undefined}>
          {contacts.save}
        </Button>
      </div>
    </form>
  );
}
