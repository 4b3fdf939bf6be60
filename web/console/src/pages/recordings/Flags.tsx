import { IconFlag, IconLock, IconMicrophoneOff, IconTrash } from "@tabler/icons-react";

import type { Recording } from "../../api/types";
import { useWords } from "../../messages/use";
import { SignOnly } from "../../shared/marks";

/** What is remarkable about it, at a glance; the list is narrowed by the same words. */
export function Flags({ recording: { held, marks, muted, deleted_at } }: { recording: Recording }) {
  const { player } = useWords();
  return (
    <span className="flags">
      {held && <SignOnly sign={[IconLock, "warn"]} text={player.flags.held} />}
      {marks > 0 && (
        <span className="figures">
          <SignOnly sign={[IconFlag, "busy"]} text={player.marksOf(marks)} />
          <span aria-hidden>{marks}</span>
        </span>
      )}
      {muted.length > 0 && <SignOnly sign={[IconMicrophoneOff, "quiet"]} text={player.flags.muted} />}
      {deleted_at !== null && <SignOnly sign={[IconTrash, "quiet"]} text={player.flags.deleted} />}
    </span>
  );
}
