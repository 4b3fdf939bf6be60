import { memo } from "react";

import type { Contact } from "../../api/caseTypes";
import { useWords, wordFor } from "../../messages/use";
import { ConsentMark, DoNotCallMark } from "../../shared/contactMarks";
import { nameOf } from "../../shared/contactName";
import { RowButton } from "../../shared/parts";
import { useMoment } from "../../shared/useMoment";

export const ContactRow = memo(function ContactRow({ contact }: { contact: Contact }) {
  const { contacts } = useWords();
  const moment = useMoment();
  const [main, ...others] = contact.numbers;
  return (
    <tr className="row">
      <td>
        <RowButton opens={{ contact: String(contact.id) }} label={contacts.open(nameOf(contact))}>
          {contact.name || <span className="figures">{nameOf(contact)}</span>}
        </RowButton>
      </td>
      <td className="figures">
        {main?.number}
        {others.length > 0 && <span className="note">{contacts.moreNumbers(others.length)}</span>}
      </td>
      <td className="minor">{main && wordFor(contacts.lineTypes, main.line_type)}</td>
      <td className="lesser">
        {contact.zones[0]}
        {contact.zones.length > 1 && <span className="note">{contacts.moreNumbers(contact.zones.length - 1)}</span>}
      </td>
      <td className="col-count least">{contact.language}</td>
      <td className="col-state">{contact.do_not_call ? <DoNotCallMark /> : <ConsentMark consent={contact.consent} />}</td>
      <td className="col-time minor figures">{moment(contact.changed_at)}</td>
    </tr>
  );
});
