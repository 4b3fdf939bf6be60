import { Button } from "@mantine/core";
import { useState } from "react";

import { useMe } from "../../app/me";
import { may } from "../../app/session";
import { useWords } from "../../messages/use";

/** Says that the call has ended while one looked at it, and leads to its recording. */
export function Ending({ id, live }: { id: string; live: boolean }) {
  const { joining } = useWords();
  const hears = may(useMe(), "hear_recordings");
  const [seen, setSeen] = useState<string | null>(null);
  if (live && seen !== id) setSeen(id);
  const ended = !live && seen === id;
  return (
    <div className={ended ? "join-ended" : "visually-hidden"} role="status">
      {ended && <p>{joining.ended}</p>}
      {ended && hears && (
        <Button size="compact-sm" variant="default" onClick={goToRecording}>
          {joining.openRecording}
        </Button>
      )}
    </div>
  );
}

function goToRecording(): void {
  const heading = document.getElementById("panel-recording");
  heading?.scrollIntoView({ block: "start" });
  heading?.focus();
}
