import { Button, NativeSelect, Textarea } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, type ReactNode, useState } from "react";

import { useFloorList } from "../../live/hooks";
import { useWords } from "../../messages/use";
import { inAnHour, instantOf, WhenField } from "../../shared/WhenField";

interface FormProps {
  pending: boolean;
  onCancel: () => void;
}

interface FrameProps extends FormProps {
  submit: string;
  ready: boolean;
  onSubmit: () => void;
  children: ReactNode;
}

function Frame({ pending, onCancel, submit, ready, onSubmit, children }: FrameProps) {
  const words = useWords();
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (ready) onSubmit();
  };
  /** The form alone is left, and not the case with it. */
  const leave = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onCancel();
  };
  return (
    <form className="form asked" onSubmit={send} onKeyDown={leave}>
      {children}
      <div className="buttons">
        <Button type="submit" size="compact-md" loading={pending} disabled={!ready}>
          {submit}
        </Button>
        <Button size="compact-md" variant="default" onClick={onCancel}>
          {words.app.cancel}
        </Button>
      </div>
    </form>
  );
}

interface WhenFormProps extends FormProps {
  label: string;
  submit: string;
  zone: string;
  onSend: (at: string) => void;
}

/** A moment still to come. */
export function WhenForm({ label, submit, zone, onSend, ...form }: WhenFormProps) {
  const [value, setValue] = useState(() => inAnHour(Date.now()));
  const at = instantOf(value);
  return (
    <Frame {...form} submit={submit} ready={at !== null} onSubmit={() => at !== null && onSend(at)}>
      <WhenField label={label} value={value} onChange={setValue} zone={zone} />
    </Frame>
  );
}

interface NoteFormProps extends FormProps {
  label: string;
  hint?: string;
  submit: string;
  onSend: (note: string) => void;
}

export function NoteForm({ label, hint, submit, onSend, ...form }: NoteFormProps) {
  const [note, setNote] = useState("");
  return (
    <Frame {...form} submit={submit} ready={note.trim() !== ""} onSubmit={() => onSend(note.trim())}>
      <Textarea label={label} description={hint} autosize minRows={2} maxLength={2000} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
    </Frame>
  );
}

/** Whose phone rings, for a viewer who has none. */
export function CallForm({ project, onSend, ...form }: FormProps & { project: string; onSend: (agent: number) => void }) {
  const words = useWords();
  const agents = useFloorList((floor) => [...floor.agents.values()]).filter((agent) => agent.projects.includes(project));
  const [chosen, setChosen] = useState("");
  const options = agents.map((agent) => ({
    value: String(agent.id),
    label: `${agent.name}: ${words.agentState[agent.state]}`,
    disabled: agent.state !== "available",
  }));
  return (
    <Frame {...form} submit={words.cases.action.call} ready={chosen !== ""} onSubmit={() => onSend(Number(chosen))}>
      <NativeSelect
        label={words.cases.callWith}
        value={chosen}
        data={[{ value: "", label: words.desk.choose }, ...options]}
        onChange={(event) => setChosen(event.currentTarget.value)}
      />
    </Frame>
  );
}
