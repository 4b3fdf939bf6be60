import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconDotsVertical } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";

import { useAddNumber, useChangeNumber, usePutOnList, useRemoveNumber } from "../../api/contacts";
import type { Contact, ContactNumber } from "../../api/caseTypes";
import { useMe } from "../../app/Guard";
import { may } from "../../app/session";
import { NumberField } from "../../call/TransferForm";
import { useWords, wordFor } from "../../messages/use";
import { fieldError, Trouble } from "../../shared/Trouble";
import { useMoment } from "../../shared/useMoment";

export function ContactNumbers({ contact }: { contact: Contact }) {
  const works = may(useMe(), "work_cases");
  return (
    <>
      <ul className="numbers">
        {contact.numbers.map((number) => (
          <NumberLine key={number.number} contact={contact} number={number} works={works} />
        ))}
      </ul>
      {works && <AddNumber contact={contact} />}
    </>
  );
}

interface NumberProps {
  contact: Contact;
  number: ContactNumber;
}

function NumberLine({ contact, number, works }: NumberProps & { works: boolean }) {
  const words = useWords();
  const moment = useMoment();
  const { contacts } = words;
  const facts = [
    `${wordFor(contacts.lineTypes, number.line_type)} (${wordFor(contacts.lineFrom, number.line_type_from)})`,
    number.main ? contacts.main : "",
    number.do_not_call ? contacts.doNotCall : "",
    number.texts_stopped_at === null ? "" : contacts.textsStopped(moment(number.texts_stopped_at)),
  ].filter(Boolean);
  return (
    <li>
      <div className="number-line">
        <span>
          <span className="figures">{number.number}</span>
          <span className="note">{facts.join(", ")}</span>
        </span>
        {works && <NumberMenu contact={contact} number={number} />}
      </div>
    </li>
  );
}

function NumberMenu({ contact, number }: NumberProps) {
  const { contacts } = useWords();
  const runs = may(useMe(), "run_cases");
  const change = useChangeNumber(contact.id);
  const remove = useRemoveNumber(contact.id);
  const list = usePutOnList();
  const set = (patch: Parameters<typeof change.mutate>[0]["change"]) => change.mutate({ number: number.number, change: patch });
  const lines = [...(["mobile", "landline"] as const).filter((kind) => kind !== number.line_type), null];
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="sm" aria-label={contacts.changeNumber(number.number)}>
            <IconDotsVertical size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {!number.main && <Menu.Item onClick={() => set({ main: true })}>{contacts.makeMain}</Menu.Item>}
          {lines.map((kind) => (
            <Menu.Item key={kind ?? "plan"} onClick={() => set({ line_type: kind })}>
              {kind === null ? contacts.byPlan : `${contacts.lineType}: ${contacts.lineTypes[kind]}`}
            </Menu.Item>
          ))}
          <Menu.Item onClick={() => set({ texts: number.texts_stopped_at !== null })}>
            {number.texts_stopped_at === null ? contacts.stopTexts : contacts.allowTexts}
          </Menu.Item>
          {runs && !number.do_not_call && (
            <Menu.Item onClick={() => list.mutate({ number: number.number, project_id: contact.project_id, why: "" })}>{contacts.putOnList}</Menu.Item>
          )}
          {contact.numbers.length > 1 && <Menu.Item onClick={() => remove.mutate(number.number)}>{contacts.removeNumber(number.number)}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      <Trouble error={change.error ?? remove.error ?? list.error} />
    </>
  );
}

function AddNumber({ contact }: { contact: Contact }) {
  const { contacts } = useWords();
  const add = useAddNumber(contact.id);
  const [number, setNumber] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(number.trim(), { onSuccess: () => setNumber("") });
  };
  return (
    <form className="form" onSubmit={submit}>
      <NumberField value={number} onChange={setNumber} error={fieldError(add.error, "number")} />
      <Trouble error={add.error} except={["number"]} />
      <div className="buttons">
        <Button type="submit" size="compact-md" variant="default" loading={add.isPending} disabled={number.trim() === ""}>
          {contacts.addNumber}
        </Button>
      </div>
    </form>
  );
}
