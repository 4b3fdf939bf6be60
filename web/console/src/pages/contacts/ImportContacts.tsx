import { Button, NativeSelect } from "@mantine/core";
import { type FormEvent, useState } from "react";

import { type ContactFile, useImport, useTryImport } from "../../api/contacts";
import { useWords } from "../../messages/use";
import { useChosenProject } from "../../shared/projects";
import { Trouble } from "../../shared/Trouble";
import { FileChoice } from "./FileChoice";
import { ImportOutcome } from "./ImportOutcome";
import { RunningImports } from "./RunningImports";

/** A file of contacts: first what would happen is shown, and only what was shown can be imported. */
export function ImportContacts() {
  const { contacts } = useWords();
  const { project, field } = useChosenProject("run_cases");
  const [text, setText] = useState("");
  const plan = useTryImport();
  const take = useImport();
  const file = project === undefined || text.trim() === "" ? null : { project_id: project.id, text };
  const planned = plan.data !== undefined && isSame(plan.variables, file) ? plan.data : null;
  const begin = (typed: string) => {
    setText(typed);
    take.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    take.reset();
    if (file !== null) plan.mutate(file);
  };
  const taken = take.data !== undefined && isSame(take.variables, file) ? take.data : null;
  return (
    <form className="form contact-box contact-import" onSubmit={submit}>
      <h2>{contacts.file.title}</h2>
      <RunningImports own={take.isPending ? (project?.id ?? null) : null} />
      <NativeSelect label={contacts.project} disabled={take.isPending} {...field} />
      <FileChoice text={text} onText={begin} disabled={take.isPending} />
      <Trouble error={plan.error} />
      {taken === null && planned !== null && <ImportOutcome reply={planned} />}
      {taken !== null && <ImportOutcome reply={taken} />}
      <Trouble error={take.error} />
      {take.isError && <p>{contacts.file.failed}</p>}
      {taken === null ? (
        <div className="buttons">
          <Button type="submit" variant={planned === null ? "filled" : "default"} loading={plan.isPending} disabled={file === null || take.isPending}>
            {planned === null ? contacts.file.tryIt : contacts.file.again}
          </Button>
          {planned !== null && file !== null && (
            <Button loading={take.isPending} disabled={planned.new + planned.joined === 0} onClick={() => take.mutate(file)}>
              {contacts.file.doIt(planned.new + planned.joined)}
            </Button>
          )}
        </div>
      ) : (
        <div className="buttons">
          <Button variant="default" onClick={() => begin("")}>
            {contacts.file.start}
          </Button>
        </div>
      )}
    </form>
  );
}

/** An answer is about the file that was asked about, and no other. */
function isSame(asked: ContactFile | undefined, file: ContactFile | null): boolean {
  return asked !== undefined && file !== null && asked.text === file.text && asked.project_id === file.project_id;
}
