import { Button, NativeSelect } from "@mantine/core";

import { useTextIntent, useTexts } from "../api/texts";
import type { CaseText, TextRow } from "../api/caseTypes";
import { useFilters } from "../app/filters";
import { useMe } from "../app/me";
import { may } from "../app/session";
import { useFloorList } from "../live/hooks";
import { useWords } from "../messages/use";
import { Awaited, SidePanel } from "../shared/SidePanel";
import { Thread } from "../shared/Thread";
import { Trouble } from "../shared/Trouble";

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

/** What is left to do about one text: whose it is to answer, that it needs no answer, or what became of it. */
function TextTodo({ text }: { text: CaseText | TextRow }) {
  const words = useWords();
  const me = useMe();
  const intent = useTextIntent();
  if (text.direction === "out") {
    if (text.status !== "unknown" || !may(me, "run_cases")) return null;
    return (
      <div className="text-todo">
        <p className="hint">{words.texts.unknownHint}</p>
        <div className="buttons">
          <Button size="compact-sm" variant="default" onClick={() => intent.mutate({ id: text.id, verb: "settle", body: { sent: true } })}>
            {words.texts.wasSent}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => intent.mutate({ id: text.id, verb: "settle", body: { sent: false } })}>
            {words.texts.wasNotSent}
          </Button>
        </div>
        <Trouble error={intent.error} />
      </div>
    );
  }
  if (text.answered_at !== null || !may(me, "work_cases")) return null;
  return (
    <div className="text-todo">
      <div className="buttons">
        <AssignSelect text={text} onAssign={(agent_id) => intent.mutate({ id: text.id, verb: "assign", body: { agent_id } })} />
        <Button size="compact-sm" variant="default" loading={intent.isPending} onClick={() => intent.mutate({ id: text.id, verb: "dealt-with" })}>
          {words.texts.dealtWith}
        </Button>
      </div>
      <Trouble error={intent.error} />
    </div>
  );
}

function AssignSelect({ text, onAssign }: { text: CaseText | TextRow; onAssign: (agent: number | null) => void }) {
  const words = useWords();
  const agents = useFloorList((floor) => [...floor.agents.values()]);
  const options = agents.map(({ id, name }) => ({ value: String(id), label: name }));
  const assigned = "assigned_to" in text && text.assigned_to !== null ? String(text.assigned_to) : "";
  return (
    <NativeSelect
      size="xs"
      aria-label={words.texts.assignTo}
      value={assigned}
      data={[{ value: "", label: words.texts.nobody }, ...options]}
      onChange={(event) => onAssign(event.currentTarget.value === "" ? null : Number(event.currentTarget.value))}
    />
  );
}
