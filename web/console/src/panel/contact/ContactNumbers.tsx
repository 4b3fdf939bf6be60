import type { Contact, ContactNumber } from "../../api/caseTypes";
import { useWords, wordFor } from "../../messages/use";
import { DoNotCallMark } from "../../shared/contactMarks";
import { useMoment } from "../../shared/useMoment";
import { AddNumber } from "./AddNumber";
import { NumberMenu } from "./NumberMenu";

interface ContactNumbersProps {
  contact: Contact;
  works: boolean;
  merges: boolean;
}

/** Their numbers, the main one first, each with what is known of it and who says so. */
export function ContactNumbers({ contact, works, merges }: ContactNumbersProps) {
  return (
    <>
      <ul className="contact-numbers">
        {contact.numbers.map((number) => (
          <li key={number.number}>
            <NumberFacts number={number} />
            {works && <NumberMenu contact={contact} number={number} />}
          </li>
        ))}
      </ul>
      {works && <AddNumber contact={contact} merges={merges} />}
    </>
  );
}

function NumberFacts({ number }: { number: ContactNumber }) {
  const { contacts } = useWords();
  const moment = useMoment();
  const line = `${wordFor(contacts.lineTypes, number.line_type)} (${wordFor(contacts.lineFrom, number.line_type_from)})`;
  const facts = [number.main ? contacts.main : "", line].filter(Boolean);
  return (
    <div className="contact-number">
      <p>
        <span className="figures contact-number-digits">{number.number}</span>
        <span className="note">{facts.join(", ")}</span>
      </p>
      {(number.do_not_call || number.texts_stopped_at !== null) && (
        <p className="contact-number-marks">
          {number.do_not_call && <DoNotCallMark />}
          {number.texts_stopped_at !== null && <span className="figures contact-stopped">{contacts.textsStopped(moment(number.texts_stopped_at))}</span>}
        </p>
      )}
    </div>
  );
}
