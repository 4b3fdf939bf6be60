import { Button, Textarea } from "@mantine/core";
import type { FormEvent } from "react";

import { type CallNote, useAddNote } from "../api/notes";
import { useWords } from "../messages/use";
import { fieldError, Trouble } from "./Trouble";
import { useDraft } from "./useDraft";
import { useMoment } from "./useMoment";

export type ShownNote = Pick<CallNote, "at" | "by" | "text">;

const LONGEST = 2000;

export function NoteList({ notes }: { notes: readonly ShownNote[] }) {
  const words = useWords();
  const moment = useMoment();
  return (
    <ul className="notes">
      {notes.map((note, index) => (
        <li key={`${note.at} ${String(index)}`}>
          <p className="note-text">{note.text}</p>
          <p className="hint figures">{words.notes.by(note.by, moment(note.at))}</p>
        </li>
      ))}
    </ul>
  );
}

/** What is typed stays until it is written, also through a reload. */
export function NoteForm({ call }: { call: string }) {
  const words = useWords();
  const add = useAddNote(call);
  const { text, type, letGo } = useDraft(`note ${call}`);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === "" || add.isPending) return;
    letGo();
    add.mutate(text.trim(), { onSuccess: () => type(""), onError: () => type(text) });
  };
  return (
    <form className="note-form" onSubmit={submit}>
      <Textarea
        label={words.notes.text}
        description={words.notes.hint}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={LONGEST}
        value={text}
        error={fieldError(add.error, "text")}
        onChange={(event) => type(event.currentTarget.value)}
      />
      <div className="buttons">
        <Button type="submit" size="compact-md" variant="default" loading={add.isPending} disabled={text.trim() === ""}>
          {words.notes.add}
        </Button>
      </div>
      <Trouble error={add.error} except={["text"]} />
    </form>
  );
}
