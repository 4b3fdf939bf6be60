import { Button } from "@mantine/core";
import { IconMicrophone, IconPlayerStop } from "@tabler/icons-react";
import { useEffect, useState } from "react";

import { useSetUpWords } from "../../messages/setup/use";
import { useBrowserSecond } from "../../live/clock";
import { useWords } from "../../messages/use";
import { chosenDevices, close, openMicrophone, reasonOf } from "../../phone/devices";
import { useLevel } from "../../phone/hooks";
import { duration } from "../../shared/format";
import { begin, type Take } from "./recording";

interface Running {
  take: Take;
  stream: MediaStream;
  /** In seconds, as `useBrowserSecond` counts them. */
  since: number;
}

/** From the microphone that is chosen for the phone in this page, with its level. */
export function Record({ onTaken }: { onTaken: (file: Blob) => void }) {
  const { announcements } = useSetUpWords();
  const { phone } = useWords();
  const [running, setRunning] = useState<Running | null>(null);
  const [trouble, setTrouble] = useState<"refused" | "missing" | null>(null);
  const second = useBrowserSecond();
  const level = useLevel(running?.stream ?? null);
  useEffect(() => () => close(running?.stream ?? null), [running]);
  const start = async () => {
    try {
      const stream = await openMicrophone(chosenDevices().microphone);
      setTrouble(null);
      setRunning({ take: begin(stream), stream, since: second });
    } catch (error) {
      setTrouble(reasonOf(error) === "missing" ? "missing" : "refused");
    }
  };
  const stop = async () => {
    const file = await running?.take.stop();
    setRunning(null);
    if (file !== undefined) onTaken(file);
  };
  return (
    <div className="phone-test">
      <Button
        size="compact-md"
        variant="default"
        leftSection={running === null ? <IconMicrophone size={15} aria-hidden /> : <IconPlayerStop size={15} aria-hidden />}
        onClick={() => void (running === null ? start() : stop())}
      >
        {running === null ? announcements.record : announcements.stopRecording}
      </Button>
      {running !== null && <meter className="phone-level" aria-label={phone.level} min={0} max={1} value={level} />}
      {running !== null && <span className="figures timer">{duration(second - running.since)}</span>}
      {trouble !== null && (
        <p className="mark mark-bad" role="alert">
          {announcements.microphone[trouble]}
        </p>
      )}
    </div>
  );
}
