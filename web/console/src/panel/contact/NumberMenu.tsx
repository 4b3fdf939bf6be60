import { ActionIcon, Menu } from "@mantine/core";
import { IconDotsVertical } from "@tabler/icons-react";
import { useState } from "react";

import { useChangeNumber, useRemoveNumber } from "../../api/contacts";
import type { Contact, ContactNumber, NumberPatch } from "../../api/caseTypes";
import { useWords } from "../../messages/use";
import { Confirm } from "../../shared/Confirm";
import { Trouble } from "../../shared/Trouble";

interface NumberProps {
  contact: Contact;
  number: ContactNumber;
}

/** What a person may say of one number. */
export function NumberMenu({ contact, number }: NumberProps) {
  const { contacts } = useWords();
  const change = useChangeNumber(contact.id);
  const [removing, setRemoving] = useState(false);
  const say = (patch: NumberPatch) => change.mutate({ number: number.number, change: patch });
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="sm" loading={change.isPending} aria-label={contacts.changeNumber(number.number)}>
            <IconDotsVertical size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {!number.main && <Menu.Item onClick={() => say({ main: true })}>{contacts.makeMain}</Menu.Item>}
          <LineItems number={number} onSay={(line_type) => say({ line_type })} />
          <Menu.Item onClick={() => say({ texts: number.texts_stopped_at !== null })}>
            {number.texts_stopped_at === null ? contacts.stopTexts : contacts.allowTexts}
          </Menu.Item>
          {contact.numbers.length > 1 && <Menu.Item onClick={() => setRemoving(true)}>{contacts.removeNumber(number.number)}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      <Trouble error={change.error} />
      {removing && <RemoveNumber contact={contact} number={number} onClose={() => setRemoving(false)} />}
    </>
  );
}

/** Their word of what the line is, unless it is their word already; then it can be taken back. */
function LineItems({ number, onSay }: { number: ContactNumber; onSay: (line: "mobile" | "landline" | null) => void }) {
  const { contacts } = useWords();
  const said = number.line_type_from === "contact" ? number.line_type : null;
  return (
    <>
      {said !== "mobile" && <Menu.Item onClick={() => onSay("mobile")}>{contacts.sayMobile}</Menu.Item>}
      {said !== "landline" && <Menu.Item onClick={() => onSay("landline")}>{contacts.sayLandline}</Menu.Item>}
      {said !== null && <Menu.Item onClick={() => onSay(null)}>{contacts.byPlan}</Menu.Item>}
    </>
  );
}

function RemoveNumber({ contact, number, onClose }: NumberProps & { onClose: () => void }) {
  const { contacts } = useWords();
  const remove = useRemoveNumber(contact.id);
  return (
    <Confirm
      question={contacts.removeNumber(number.number)}
      yes={contacts.removeNumber(number.number)}
      pending={remove.isPending}
      error={remove.error}
      onYes={() => remove.mutate(number.number, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{contacts.removeSure(number.number)}</p>
    </Confirm>
  );
}
