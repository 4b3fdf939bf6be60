import { Button, NativeSelect } from "@mantine/core";

import type { CaseText, TextRow } from "../api/caseTypes";
import { useTextIntent } from "../api/texts";
import { useMe } from "../app/me";
import { mayIn } from "../app/session";
import { useFloorList } from "../live/hooks";
import { useWords } from "../messages/use";
import { Trouble } from "../shared/Trouble";

interface TextTodoProps {
  text: CaseText | TextRow;
  /** Null: it came in on a number of nobody's. */
  project: number | null;
}

/** What is left to do about one text: whose it is to answer, that it needs no answer, or what became of it. */
export function TextTodo({ text, project }: TextTodoProps) {
  const words = useWords();
  const me = useMe();
  const intent = useTextIntent();
  if (text.direction === "out") {
    if (text.status !== "unknown" || !mayIn(me, "run_cases", project)) return null;
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
  if (text.answered_at !== null || !mayIn(me, "work_cases", project)) return null;
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
  const assigned = text.assigned_to === null ? "" : String(text.assigned_to);
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
