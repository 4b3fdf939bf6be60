import type { CallDetail, TimelineEntry } from "../api/types";
import { useMe } from "../app/me";
import { mayIn } from "../app/session";
import { useWords } from "../messages/use";
import { NoteForm, NoteList, type ShownNote } from "../shared/Notes";
import { useProject } from "../shared/projects";
import { PanelSection } from "../shared/SidePanel";

/** What people wrote on the call; one more, for who runs the calls of its project. */
export function CallNotes({ call }: { call: CallDetail }) {
  const words = useWords();
  const project = useProject(call.project);
  const writes = mayIn(useMe(), "run_calls", project?.id ?? null);
  const notes = call.timeline.flatMap(noteIn);
  if (notes.length === 0 && !writes) return null;
  return (
    <PanelSection id="panel-notes" title={words.notes.title}>
      {notes.length === 0 ? <p className="hint">{words.notes.none}</p> : <NoteList notes={notes} />}
      {writes && <NoteForm key={call.id} call={call.id} />}
    </PanelSection>
  );
}

function noteIn({ at, kind, data: { by, text } }: TimelineEntry): ShownNote[] {
  return kind === "NoteAdded" && typeof by === "string" && typeof text === "string" ? [{ at, by, text }] : [];
}
