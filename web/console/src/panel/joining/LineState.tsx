import { Button } from "@mantine/core";
import { IconPlugConnected, IconPlugConnectedX } from "@tabler/icons-react";

import { useWords } from "../../messages/use";
import { usePhone } from "../../phone/hooks";
import { phone } from "../../phone/phone";
import type { LineState as Line, PhoneState } from "../../phone/store";

type LineWord = Line | "taken" | "shaky";

/** What there is to say of my line. It goes on by itself while the way over which it was dialled is lost. */
function lineWord({ line, connection }: PhoneState): LineWord {
  if (connection.kind === "taken") return "taken";
  return line === "up" && connection.kind === "lost" ? "shaky" : line;
}

/** My line to the switch: it comes up with the first call that I join, and then stays. */
export function LineState() {
  const { joining } = useWords();
  const word = usePhone(lineWord);
  const good = word === "up" || word === "shaky";
  const Icon = good ? IconPlugConnected : IconPlugConnectedX;
  return (
    <p className={word === "lost" || word === "refused" ? "join-line mark mark-bad" : "join-line hint"} role="status">
      <Icon size={15} aria-hidden />
      <span>{joining.line[word]}</span>
      {word === "taken" && (
        <Button size="compact-xs" variant="default" onClick={() => void phone.keepLine()}>
          {joining.useHere}
        </Button>
      )}
    </p>
  );
}
