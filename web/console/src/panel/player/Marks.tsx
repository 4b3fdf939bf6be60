import { Button, CloseButton } from "@mantine/core";
import { IconFlag } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";

import { useMarks, useUnmark } from "../../api/recordings";
import type { Mark, Recording } from "../../api/types";
import { useMe } from "../../app/me";
import { mayIn } from "../../app/session";
import { useWords } from "../../messages/use";
import { Confirm } from "../../shared/Confirm";
import { duration } from "../../shared/format";
import { Trouble } from "../../shared/Trouble";
import { useMoment } from "../../shared/useMoment";
import { MarkForm } from "./MarkForm";
import { MarkSign } from "./markSigns";

interface MarksProps {
  recording: Recording;
  place: number;
  onJump: (seconds: number) => void;
}

/** What people have marked, each a way to its second. */
export function Marks({ recording, place, onJump }: MarksProps) {
  const { player } = useWords();
  const marks = useMarks(recording.id);
  const [removing, setRemoving] = useState<Mark | null>(null);
  return (
    <div className="marks">
      <h4>{player.marks}</h4>
      <Trouble error={marks.error} onRetry={() => void marks.refetch()} />
      {marks.data?.length === 0 && <p className="hint">{player.noMarks}</p>}
      <ol>
        {marks.data?.map((mark) => (
          <MarkLine key={mark.id} mark={mark} onJump={recording.playable ? onJump : null} onRemove={() => setRemoving(mark)} />
        ))}
      </ol>
      <NewMark recording={recording} place={place} />
      {removing && <Remove id={recording.id} mark={removing} onClose={() => setRemoving(null)} />}
    </div>
  );
}

function MarkLine({ mark, onJump, onRemove }: { mark: Mark; onJump: ((seconds: number) => void) | null; onRemove: () => void }) {
  const { player } = useWords();
  const moment = useMoment();
  const at = duration(mark.seconds);
  const kind = player.kind[mark.kind];
  return (
    <li className="mark-line">
      {onJump === null ? (
        <span className="figures">{at}</span>
      ) : (
        <button type="button" className="text-button figures" aria-label={player.goTo(at, kind)} onClick={() => onJump(mark.seconds)}>
          {at}
        </button>
      )}
      <div>
        <MarkSign kind={mark.kind} />
        {mark.text !== "" && <p className="mark-said">{mark.text}</p>}
        <p className="hint figures">{`${mark.by}, ${moment(mark.at)}`}</p>
      </div>
      {mark.removable && <CloseButton size="sm" aria-label={player.remove(at, kind)} onClick={onRemove} />}
    </li>
  );
}

/** The second is that of the press: one goes on listening while one writes. */
function NewMark({ recording, place }: Omit<MarksProps, "onJump">) {
  const { player } = useWords();
  const marks = mayIn(useMe(), "mark_recordings", recording.project_id);
  const [at, setAt] = useState<number | null>(null);
  const button = useReturn(at !== null);
  if (!recording.playable || !marks) return null;
  if (at !== null) return <MarkForm id={recording.id} seconds={at} onClose={() => setAt(null)} />;
  return (
    <div className="buttons">
      <Button ref={button} variant="default" size="compact-sm" leftSection={<IconFlag size={15} aria-hidden />} onClick={() => setAt(place)}>
        {player.mark(duration(place))}
      </Button>
    </div>
  );
}

/** For the button that a form takes the place of: gets the focus when the form goes and leaves it nowhere. */
function useReturn(open: boolean) {
  const button = useRef<HTMLButtonElement>(null);
  const was = useRef(open);
  useEffect(() => {
    if (was.current && !open && document.activeElement === document.body) button.current?.focus();
    was.current = open;
  }, [open]);
  return button;
}

function Remove({ id, mark, onClose }: { id: string; mark: Mark; onClose: () => void }) {
  const { player } = useWords();
  const unmark = useUnmark(id);
  const remove = () => unmark.mutate(mark.id, { onSuccess: onClose });
  return (
    <Confirm
      question={player.removeSure(duration(mark.seconds), player.kind[mark.kind])}
      yes={player.removeYes}
      pending={unmark.isPending}
      error={unmark.error}
      onYes={remove}
      onClose={onClose}
    />
  );
}
