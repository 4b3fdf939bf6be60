import { Button } from "@mantine/core";

import { useTexts } from "../api/texts";
import type { TextRow } from "../api/caseTypes";
import { useFilters } from "../app/filters";
import { useWords } from "../messages/use";
import { Awaited, SidePanel } from "../shared/SidePanel";
import { Thread } from "../shared/Thread";
import { TextTodo } from "./TextTodo";

/** All that was written between one contact and us, beside the page. */
export function ThreadPanel({ contact }: { contact: string }) {
  const words = useWords();
  const { change } = useFilters();
  const asked = useTexts({ contact });
  const texts = asked.data?.texts ?? [];
  const title = texts[0]?.contact_name || texts[0]?.customer || words.texts.thread;
  return (
    <SidePanel title={title} closeLabel={words.texts.closeThread} onClose={() => change({ thread: undefined })}>
      <Awaited asked={asked} gone={words.contacts.gone} />
      <div className="buttons">
        <Button size="compact-sm" variant="default" onClick={() => change({ contact })}>
          {words.cases.openContact}
        </Button>
        <CaseButton texts={texts} />
      </div>
      {asked.data && (
        <Thread texts={[...texts].reverse()} contact={Number(contact)} number={texts[0]?.customer}>
          {(text) => <TextTodo text={text} />}
        </Thread>
      )}
    </SidePanel>
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
