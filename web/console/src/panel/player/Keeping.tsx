import { Button, Textarea } from "@mantine/core";
import { IconLock, IconLockOpen } from "@tabler/icons-react";
import { useState } from "react";

import { useHold, useHolds, useLift } from "../../api/recordings";
import type { Hold, Recording } from "../../api/types";
import { useMe } from "../../app/me";
import { mayIn } from "../../app/session";
import { useSpeech, useWords } from "../../messages/use";
import { Confirm } from "../../shared/Confirm";
import { day } from "../../shared/format";
import { Mark } from "../../shared/marks";
import { useMoment } from "../../shared/useMoment";

/** Until when it is kept, why it is gone, or who keeps it from being deleted. */
export function Keeping({ recording }: { recording: Recording }) {
  const { player } = useWords();
  const may = mayIn(useMe(), "hold_recordings", recording.project_id);
  const [asked, setAsked] = useState<"hold" | "lift" | null>(null);
  const close = () => setAsked(null);
  return (
    <div className="keeping">
      <p>
        <HowLong recording={recording} />
        {may && (recording.held || recording.kept_until !== null) && (
          <Button
            variant="default"
            size="compact-sm"
            leftSection={recording.held ? <IconLockOpen size={15} aria-hidden /> : <IconLock size={15} aria-hidden />}
            onClick={() => setAsked(recording.held ? "lift" : "hold")}
          >
            {recording.held ? player.lift : player.hold}
          </Button>
        )}
      </p>
      <Holds id={recording.id} />
      {asked === "hold" && <PutOnHold id={recording.id} onClose={close} />}
      {asked === "lift" && <Lift id={recording.id} onClose={close} />}
    </div>
  );
}

function HowLong({ recording: { held, kept_until, deleted_at, kept_days } }: { recording: Recording }) {
  const { words, language } = useSpeech();
  if (deleted_at !== null) return <span>{words.player.deleted(day(deleted_at, language), kept_days)}</span>;
  if (held) return <Mark sign={[IconLock, "warn"]} text={words.player.held} />;
  return kept_until === null ? null : <span>{words.player.keptUntil(day(kept_until, language))}</span>;
}

/** The one that is on, and those that were. */
function Holds({ id }: { id: string }) {
  const { data = [] } = useHolds(id);
  if (data.length === 0) return null;
  return (
    <ul className="holds">
      {data.map((hold) => (
        <HoldLine key={hold.at} hold={hold} />
      ))}
    </ul>
  );
}

function HoldLine({ hold: { why, at, by, lifted_at, lifted_by } }: { hold: Hold }) {
  const { player } = useWords();
  const moment = useMoment();
  const from = player.heldBy(by, moment(at));
  return (
    <li>
      <span className="mark-said">{why}</span>
      <span className="hint figures">{lifted_at === null ? from : `${from} · ${player.liftedBy(lifted_by ?? "", moment(lifted_at))}`}</span>
    </li>
  );
}

function PutOnHold({ id, onClose }: { id: string; onClose: () => void }) {
  const { player } = useWords();
  const [why, setWhy] = useState("");
  const hold = useHold(id);
  return (
    <Confirm
      question={player.holdSure}
      yes={player.hold}
      ready={why.trim() !== ""}
      pending={hold.isPending}
      error={hold.error}
      onYes={() => hold.mutate(why, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{player.holdMeans}</p>
      <Textarea data-autofocus label={player.holdWhy} autosize minRows={2} maxLength={500} value={why} onChange={(event) => setWhy(event.currentTarget.value)} />
    </Confirm>
  );
}

function Lift({ id, onClose }: { id: string; onClose: () => void }) {
  const { player } = useWords();
  const lift = useLift(id);
  return (
    <Confirm
      question={player.liftSure}
      yes={player.lift}
      pending={lift.isPending}
      error={lift.error}
      onYes={() => lift.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{player.liftMeans}</p>
    </Confirm>
  );
}
