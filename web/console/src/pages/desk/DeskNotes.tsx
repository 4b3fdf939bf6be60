import { useNotes } from "../../api/notes";
import { useWords } from "../../messages/use";
import { NoteForm, NoteList } from "../../shared/Notes";

/** What was written on my call, and one more; for whoever has the customer next. */
export function DeskNotes({ call, live }: { call: string; live: boolean }) {
  const words = useWords();
  const { data: notes } = useNotes(call, live);
  if (notes === undefined) return null;
  return (
    <section className="desk-notes" aria-labelledby="desk-notes">
      <h3 id="desk-notes">{words.notes.title}</h3>
      {notes.length > 0 && <NoteList notes={notes} />}
      <NoteForm call={call} />
    </section>
  );
}
