import { useNotesOfCase } from "../../api/notes";
import { useWords } from "../../messages/use";
import { NoteList } from "../../shared/Notes";
import { PanelSection } from "../../shared/SidePanel";

/** What people wrote on the calls that this case is about. */
export function CaseNotes({ id }: { id: string }) {
  const words = useWords();
  const { data: notes = [] } = useNotesOfCase(id);
  if (notes.length === 0) return null;
  return (
    <PanelSection id="case-notes" title={words.notes.title}>
      <NoteList notes={notes} />
    </PanelSection>
  );
}
