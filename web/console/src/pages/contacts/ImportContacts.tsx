import { Button, NativeSelect, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";

import { useImport } from "../../api/contacts";
import type { ImportReply } from "../../api/caseTypes";
import { useWords } from "../../messages/use";
import { useChosenProject } from "../../shared/projects";
import { Trouble } from "../../shared/Trouble";

/** A file of contacts: what would happen is shown first, and only what was shown can be imported. */
export function ImportContacts() {
  const { contacts } = useWords();
  const { project, field } = useChosenProject();
  const take = useImport();
  const [text, setText] = useState("");
  const [tried, setTried] = useState<string | null>(null);
  const ask = (dry_run: boolean) => {
    if (project === undefined) return;
    take.mutate({ project_id: project.id, text, dry_run }, { onSuccess: () => setTried(dry_run ? text : null) });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask(true);
  };
  const type = (typed: string) => {
    setText(typed);
    setTried(null);
  };
  return (
    <form className="form boxed" onSubmit={submit}>
      <h2>{contacts.importTitle}</h2>
      <p className="hint">{contacts.importHint}</p>
      <NativeSelect label={contacts.project} {...field} />
      <label className="file">
        {contacts.importFile}
        <input type="file" accept=".csv,text/csv,text/plain" onChange={(event) => void event.currentTarget.files?.[0]?.text().then(type)} />
      </label>
      <Textarea label={contacts.importText} autosize minRows={4} maxRows={12} value={text} onChange={(event) => type(event.currentTarget.value)} />
      <Trouble error={take.error} />
      {take.data && <ImportOutcome reply={take.data} />}
      <div className="buttons">
        <Button type="submit" variant="default" loading={take.isPending && take.variables.dry_run} disabled={text.trim() === "" || project === undefined}>
          {contacts.importTry}
        </Button>
        <Button loading={take.isPending && !take.variables.dry_run} disabled={tried === null || tried !== text} onClick={() => ask(false)}>
          {contacts.importDo}
        </Button>
      </div>
    </form>
  );
}

function ImportOutcome({ reply }: { reply: ImportReply }) {
  const { contacts } = useWords();
  const said = reply.dry_run ? contacts.importTried : contacts.importDone;
  return (
    <div>
      <p role="status">{said(reply.new, reply.joined, reply.refused)}</p>
      {reply.ignored.length > 0 && <p className="hint">{contacts.importIgnored(reply.ignored.join(", "))}</p>}
      <ol className="timeline">
        {reply.lines.slice(0, 100).map((line) => (
          <li key={line.line}>
            <span className="figures">{`${contacts.importLine} ${String(line.line)}`}</span>
            <span>
              {contacts.fates[line.fate]}
              {line.why && (
                <span className="note" lang="en">
                  {line.why}
                </span>
              )}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
