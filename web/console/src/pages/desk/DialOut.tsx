import { Button } from "@mantine/core";
import { IconPhone } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";

import { useDial } from "../../api/intents";
import type { LiveAgent } from "../../api/types";
import { useLiveCall } from "../../live/hooks";
import { NumberField } from "../../call/TransferForm";
import { useWords } from "../../messages/use";
import { Section } from "../../shared/parts";
import { fieldError, Trouble } from "../../shared/Trouble";
import { DialFor } from "./DialFor";

export function DialOut({ agent }: { agent: LiveAgent }) {
  const words = useWords();
  const [number, setNumber] = useState("");
  const dial = useDial(agent.id);
  const rings = useLiveCall(dial.data?.call_id ?? "")?.state === "ringing_agent";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    dial.mutate(number.trim(), { onSuccess: () => setNumber("") });
  };
  return (
    <Section id="dial-out" title={words.desk.dialOut}>
      <form className="form" onSubmit={submit}>
        <NumberField value={number} onChange={setNumber} error={fieldError(dial.error, "number")} />
        <DialFor />
        <Trouble error={dial.error} except={["number"]} />
        <div className="buttons">
          <Button type="submit" loading={dial.isPending} disabled={number.trim() === ""} leftSection={<IconPhone size={16} aria-hidden />}>
            {words.desk.dial}
          </Button>
          <span className="hint" role="status">
            {rings ? words.desk.dialling : words.desk.dialHint}
          </span>
        </div>
      </form>
    </Section>
  );
}
