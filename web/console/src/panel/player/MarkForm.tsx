import { Button, NativeSelect, Textarea } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, useState } from "react";

import { useMark } from "../../api/recordings";
import type { MarkKind } from "../../api/types";
import { useWords } from "../../messages/use";
import { duration } from "../../shared/format";
import { Trouble } from "../../shared/Trouble";
import { KINDS } from "./markSigns";

interface MarkFormProps {
  id: string;
  seconds: number;
  onClose: () => void;
}

/** A mark at a second: its word, and what there is to say besides. */
export function MarkForm({ id, seconds, onClose }: MarkFormProps) {
  const { player, app } = useWords();
  const [kind, setKind] = useState<MarkKind>("good");
  const [text, setText] = useState("");
  const mark = useMark(id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mark.mutate({ seconds, kind, text }, { onSuccess: onClose });
  };
  const leave = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onClose();
  };
  return (
    <form className="form mark-form" onSubmit={submit} onKeyDown={leave} aria-label={player.mark(duration(seconds))}>
      <NativeSelect
        autoFocus
        label={player.word(duration(seconds))}
        value={kind}
        data={KINDS.map((value) => ({ value, label: player.kind[value] }))}
        onChange={(event) => setKind(event.currentTarget.value as MarkKind)}
      />
      <Textarea label={player.text} autosize minRows={2} maxLength={500} value={text} onChange={(event) => setText(event.currentTarget.value)} />
      <Trouble error={mark.error} />
      <div className="buttons">
        <Button type="submit" size="compact-sm" loading={mark.isPending}>
          {player.save}
        </Button>
        <Button variant="default" size="compact-sm" onClick={onClose}>
          {app.cancel}
        </Button>
      </div>
    </form>
  );
}
