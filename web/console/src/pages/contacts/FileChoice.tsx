import { Button, Textarea } from "@mantine/core";
import { useState } from "react";

import { useWords } from "../../messages/use";
import { type FileTrouble, lineCount, readFile } from "./importFile";

interface FileChoiceProps {
  text: string;
  onText: (text: string) => void;
  disabled: boolean;
}

/** A file from the viewer's disk, or its text typed in. A large file is not put into a text field, which would be slow. */
export function FileChoice({ text, onText, disabled }: FileChoiceProps) {
  const { file } = useWords().contacts;
  const [name, setName] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<FileTrouble | null>(null);
  const choose = async (chosen: File | undefined) => {
    if (chosen === undefined) return;
    const read = await readFile(chosen);
    setTrouble("trouble" in read ? read.trouble : null);
    if ("trouble" in read) return;
    setName(read.name);
    onText(read.text);
  };
  const clear = () => {
    setName(null);
    onText("");
  };
  return (
    <>
      <p className="hint">{`${file.hint} ${file.limits}`}</p>
      {name !== null && text !== "" ? (
        <div className="buttons">
          <span className="figures">{file.chosen(name, lineCount(text))}</span>
          <Button size="compact-sm" variant="default" disabled={disabled} onClick={clear}>
            {file.other}
          </Button>
        </div>
      ) : (
        <>
          <label className="contact-file">
            {file.choose}
            <input type="file" accept=".csv,text/csv,text/plain" disabled={disabled} onChange={(event) => void choose(event.currentTarget.files?.[0])} />
          </label>
          {trouble !== null && <p role="alert">{file[trouble]}</p>}
          <Textarea label={file.paste} rows={6} value={text} disabled={disabled} spellCheck={false} onChange={(event) => onText(event.currentTarget.value)} />
        </>
      )}
    </>
  );
}
