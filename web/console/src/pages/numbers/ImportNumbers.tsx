import { Button, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";

import { type Imported, useImportNumbers } from "../../api/setup";
import { useSetUpWords } from "../../messages/setup/use";
import { useWords } from "../../messages/use";
import { Changes } from "../../setup/Review";
import { useNaming } from "../../setup/naming";
import { Trouble } from "../../shared/Trouble";

/** Numbers from a file: what would change is shown first, and only what was shown can be taken. */
export function ImportNumbers({ onClose }: { onClose: () => void }) {
  const { numbers } = useSetUpWords();
  const { app } = useWords();
  const [text, setText] = useState("");
  const take = useImportNumbers();
  const planned = take.data !== undefined && take.variables.text === text && !take.data.saved ? take.data : null;
  const read = async (file: File | undefined) => file && setText(await file.text());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    take.mutate({ text, dry_run: true });
  };
  return (
    <form className="form boxed" onSubmit={submit}>
      <h2>{numbers.importTitle}</h2>
      <p className="hint">{numbers.importHint}</p>
      <label className="contact-file">
        {numbers.importFile}
        <input type="file" accept=".csv,text/csv,text/plain" onChange={(event) => void read(event.currentTarget.files?.[0])} />
      </label>
      <Textarea label={numbers.importText} rows={5} spellCheck={false} value={text} onChange={(event) => setText(event.currentTarget.value)} />
      <Trouble error={take.error} />
      {planned && <Planned planned={planned} />}
      <p role="status">{take.data?.saved && numbers.importDone(take.data.changed.length)}</p>
      <div className="buttons">
        <Button type="submit" variant={planned ? "default" : "filled"} loading={take.isPending} disabled={text.trim() === ""}>
          {numbers.importTry}
        </Button>
        {planned && planned.changed.length > 0 && <Button onClick={() => take.mutate({ text, dry_run: false, version: planned.version })}>{numbers.importDo}</Button>}
        <Button variant="default" onClick={onClose}>
          {app.close}
        </Button>
      </div>
    </form>
  );
}

function Planned({ planned: { changed } }: { planned: Imported }) {
  const { numbers } = useSetUpWords();
  const naming = useNaming("numbers");
  if (changed.length === 0) return <p>{numbers.importNothing}</p>;
  return (
    <ul className="deeds">
      {changed.map(({ key, changes }) => (
        <li key={key}>
          <p className="clash-field figures">{key}</p>
          <Changes changes={changes} naming={naming} />
        </li>
      ))}
    </ul>
  );
}
