import { Button, TextInput } from "@mantine/core";
import { useRef, useState } from "react";

import { useWords } from "../messages/use";

interface OneTimeProps {
  label: string;
  hint?: string;
  text: string;
}

/** Something that is shown this once, to be copied. Where the browser lets no page copy, it is selected. */
export function OneTime({ label, hint, text }: OneTimeProps) {
  const field = useRef<HTMLInputElement>(null);
  return (
    <div className="one-time">
      <TextInput
        ref={field}
        label={label}
        description={hint}
        value={text}
        readOnly
        spellCheck={false}
        onFocus={(event) => event.currentTarget.select()}
      />
      <CopyButton text={text} onRefused={() => field.current?.select()} />
    </div>
  );
}

/** Copies, and says whether it could: `onRefused` then marks what is to be copied by hand. */
export function CopyButton({ text, onRefused }: { text: string; onRefused?: () => void }) {
  const { people } = useWords();
  const [said, setSaid] = useState("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid(people.copied);
    } catch {
      onRefused?.();
      setSaid(people.copyByHand);
    }
  };
  return (
    <>
      <Button variant="default" onClick={() => void copy()}>
        {people.copy}
      </Button>
      <span role="status" className="hint">
        {said}
      </span>
    </>
  );
}
