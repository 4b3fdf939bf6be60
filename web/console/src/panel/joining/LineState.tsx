import { Button, SegmentedControl } from "@mantine/core";
import { IconPlugConnected, IconPlugConnectedX } from "@tabler/icons-react";

import { useMyLine } from "../../api/joining";
import { useWords } from "../../messages/use";
import { usePhone } from "../../phone/hooks";
import { phone } from "../../phone/phone";
import type { LineState as Line, PhoneState } from "../../phone/store";
import { listenAt, type Place, useListensAt } from "./place";

type LineWord = Line | "taken" | "shaky";

/** What there is to say of my line. It goes on by itself while the way over which it was dialled is lost. */
function lineWord({ line, connection }: PhoneState): LineWord {
  if (connection.kind === "taken") return "taken";
  return line === "up" && connection.kind === "lost" ? "shaky" : line;
}

/** Where my line is, for who has a phone of their own: there or in the page; and how it is. */
export function LineState() {
  const { joining } = useWords();
  const place = useListensAt();
  const { data: line } = useMyLine(place === "phone");
  const own = line?.phone ?? null;
  if (own === null) return <PageLine />;
  return (
    <>
      <SegmentedControl
        size="xs"
        aria-label={joining.listenAt}
        value={place}
        transitionDuration={0}
        onChange={(value) => listenAt(value as Place)}
        data={[
          { value: "page", label: joining.atPage },
          { value: "phone", label: joining.atPhone(own) },
        ]}
      />
      {place === "page" ? <PageLine /> : <PhoneLine up={line?.at_phone === true} />}
    </>
  );
}

/** It rings when I join a call, and stays my line until I hang up. */
function PhoneLine({ up }: { up: boolean }) {
  const { joining } = useWords();
  const Icon = up ? IconPlugConnected : IconPlugConnectedX;
  return (
    <p className="join-line hint" role="status">
      <Icon size={15} aria-hidden />
      <span>{up ? joining.phoneUp : joining.phoneOff}</span>
    </p>
  );
}

/** My line to the switch: it comes up with the first call that I join, and then stays. */
function PageLine() {
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
