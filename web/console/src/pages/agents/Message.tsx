import { NativeSelect, Textarea } from "@mantine/core";
import { useState } from "react";

import { useMessage } from "../../api/floor";
import type { LiveAgent } from "../../api/types";
import { useWords } from "../../messages/use";
import { Confirm } from "../../shared/Confirm";

export const LASTS = ["15", "60", "240", "720"] as const;
export const LONGEST = 500;

/** A text to one agent: on their desk until they have read it, or the time is over. */
export function MessageForm({ agent, onClose }: { agent: LiveAgent; onClose: () => void }) {
  const { floor } = useWords();
  const [text, setText] = useState("");
  const [minutes, setMinutes] = useState("60");
  const send = useMessage(agent.id);
  return (
    <Confirm
      question={floor.messageTo(agent.name)}
      yes={floor.send}
      ready={text.trim() !== ""}
      pending={send.isPending}
      error={send.error}
      onYes={() => send.mutate({ text: text.trim(), minutes: Number(minutes) }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p className="hint">{floor.messageHint}</p>
      <Textarea data-autofocus label={floor.text} value={text} maxLength={LONGEST} autosize minRows={2} onChange={(event) => setText(event.currentTarget.value)} />
      <NativeSelect label={floor.shownFor} value={minutes} data={LASTS.map((each) => ({ value: each, label: floor.lasts(Number(each)) }))} onChange={(event) => setMinutes(event.currentTarget.value)} />
    </Confirm>
  );
}
