import { Button } from "@mantine/core";
import { useState } from "react";

import type { ImportLine, ImportReply } from "../../api/caseTypes";
import { useFilters } from "../../app/filters";
import { textIn } from "../../messages/refusals";
import { useWords } from "../../messages/use";

const AT_ONCE = 200;

/** What would come, or has come, of a file: how many lines of what, and each of which not everything is taken. */
export function ImportOutcome({ reply }: { reply: ImportReply }) {
  const { file } = useWords().contacts;
  const nothing = reply.new + reply.joined === 0;
  return (
    <div className="contact-outcome">
      <p role="status">{nothing ? file.nothing : reply.dry_run ? file.tried : file.done}</p>
      <dl className="contact-counts">
        {(["new", "joined", "refused"] as const).map((fate) => (
          <div key={fate}>
            <dt>{file.fates[fate]}</dt>
            <dd className="figures">{reply[fate]}</dd>
          </div>
        ))}
      </dl>
      {reply.ignored.length > 0 && <p>{file.ignored(reply.ignored.join(", "))}</p>}
      <Lines title={file.refusedTitle} lines={reply.lines.filter((line) => line.fate === "refused")} />
      <Lines title={file.kept} lines={reply.lines.filter((line) => line.fate === "joined" && line.why !== "")} />
    </div>
  );
}

/** Each line with its number in the file and what the server says of it. */
function Lines({ title, lines }: { title: string; lines: readonly ImportLine[] }) {
  const words = useWords();
  const { file } = words.contacts;
  const [shown, setShown] = useState(AT_ONCE);
  if (lines.length === 0) return null;
  const left = lines.length - shown;
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <table className="contact-lines">
        <thead>
          <tr>
            <th scope="col">{file.line}</th>
            <th scope="col">{file.what}</th>
          </tr>
        </thead>
        <tbody>
          {lines.slice(0, shown).map((line) => (
            <tr key={line.line}>
              <td className="figures">{line.line}</td>
              <td>
                <span>{textIn(words, line.why)}</span> <JoinedWith line={line} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {left > 0 && (
        <Button size="compact-sm" variant="default" onClick={() => setShown(shown + AT_ONCE)}>
          {file.more(Math.min(left, AT_ONCE))}
        </Button>
      )}
    </section>
  );
}

function JoinedWith({ line }: { line: ImportLine }) {
  const { contacts } = useWords();
  const { change } = useFilters();
  const { contact_id } = line;
  if (contact_id === null) return null;
  return (
    <button type="button" className="text-button" onClick={() => change({ contact: String(contact_id) })}>
      {contacts.open(String(contact_id))}
    </button>
  );
}
