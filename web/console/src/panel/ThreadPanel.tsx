import { Button } from "@mantine/core";

import { useContact } from "../api/contacts";
import { useTexts } from "../api/texts";
import type { Contact, TextRow } from "../api/caseTypes";
import { useFilters } from "../app/filters";
import { useWords } from "../messages/use";
import { nameOf } from "../shared/contactName";
import { Awaited, SidePanel } from "../shared/SidePanel";
import { Thread } from "../shared/Thread";
import { TextTodo } from "./TextTodo";

/** All that was written between one contact and us, beside the page. */
export function ThreadPanel({ contact }: { contact: string }) {
  const words = useWords();
  const { change } = useFilters();
  const asked = useContact(contact);
  const title = asked.data === undefined ? words.texts.thread : nameOf(asked.data);
  return (
    <SidePanel title={title} closeLabel={words.texts.closeThread} onClose={() => change({ thread: undefined })}>
      <Awaited asked={asked} gone={words.contacts.gone} />
      {asked.data && <ThreadWith contact={asked.data} />}
    </SidePanel>
  );
}

function ThreadWith({ contact: { id, project_id: project } }: { contact: Contact }) {
  const words = useWords();
  const { change } = useFilters();
  const asked = useTexts({ contact: String(id) });
  const texts = asked.data?.texts ?? [];
  return (
    <>
      <Awaited asked={asked} gone={null} />
      <div className="buttons">
        <Button size="compact-sm" variant="default" onClick={() => change({ contact: String(id) })}>
          {words.cases.openContact}
        </Button>
        <CaseButton texts={texts} />
      </div>
      {asked.data && (
        <Thread texts={[...texts].reverse()} contact={id} project={project} number={texts[0]?.customer}>
          {(text) => <TextTodo text={text} project={project} />}
        </Thread>
      )}
    </>
  );
}

function CaseButton({ texts }: { texts: readonly TextRow[] }) {
  const words = useWords();
  const { change } = useFilters();
  const latest = texts.find(({ case_id }) => case_id !== null);
  if (latest === undefined) return null;
  return (
    <Button size="compact-sm" variant="default" onClick={() => change({ thread: undefined, case: String(latest.case_id) })}>
      {words.cases.panel}
    </Button>
  );
}
