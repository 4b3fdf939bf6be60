import { Button, Checkbox, SegmentedControl } from "@mantine/core";
import { useState } from "react";

import { soundOf, useForgetPlays, useMarks, usePicture } from "../../api/recordings";
import type { Picture, Recording } from "../../api/types";
import { useWords } from "../../messages/use";
import { duration } from "../../shared/format";
import { Trouble } from "../../shared/Trouble";
import { SPEEDS, useHabits } from "./habits";
import { mutedIn, type Span } from "./place";
import { lengthOf } from "./silence";
import { type Audio, goOn, useLeaps, useSpeed } from "./sound";
import { Waves } from "./Waves";

const NONE: readonly Span[] = [];
/** Speed is ours to choose, and files are for who may take them away. */
const CONTROLS = "nodownload noplaybackrate";

interface PlayingProps {
  recording: Recording;
  audio: Audio;
  onAudio: (audio: Audio) => void;
  place: number;
}

/** The browser fetches what is heard, piece by piece; what is seen comes from the service, so that no length is too long. */
export function Playing({ recording, audio, onAudio, place }: PlayingProps) {
  const words = useWords();
  const [brokeOff, setBrokeOff] = useState(false);
  const [habits, change] = useHabits();
  const { data: picture = null, error, isPending, refetch } = usePicture(recording.id);
  const forgetPlays = useForgetPlays(recording.id);
  const skipped = habits.skips ? (picture?.silences ?? NONE) : NONE;
  const { data: marks = [] } = useMarks(recording.id);
  const muted = mutedIn(recording);
  useSpeed(audio, habits.speed);
  useLeaps(audio, skipped);
  /** The element does not say what the server answered: the picture is asked for again, and its answer does. */
  const breakOff = () => {
    setBrokeOff(true);
    void refetch();
  };
  const playAgain = () => {
    setBrokeOff(false);
    if (error !== null) void refetch();
  };
  return (
    <>
      <Waves audio={audio} recording={recording} picture={picture} place={place} muted={muted} skipped={skipped} marks={marks} />
      {isPending && <p className="hint">{words.player.drawing}</p>}
      <Trouble error={error} onRetry={() => void refetch()} />
      <audio
        ref={onAudio}
        controls
        controlsList={CONTROLS}
        autoPlay
        src={soundOf(recording.id)}
        onLoadedMetadata={forgetPlays}
        onPlaying={playAgain}
        onError={breakOff}
        aria-label={words.columns.recording}
      />
      {brokeOff && audio !== null && <BrokeOff audio={audio} format={recording.format} place={place} />}
      <Speed value={habits.speed} onChange={(speed) => change({ speed })} />
      <Skipping picture={picture} on={habits.skips} onChange={(skips) => change({ skips })} />
      <MutedGaps spans={muted} />
    </>
  );
}

/** The connection, the session or the file is gone, or the browser does not know the format: that alone does not pass. */
function BrokeOff({ audio, format, place }: { audio: HTMLAudioElement; format: string; place: number }) {
  const { recordings, player } = useWords();
  if (audio.canPlayType(`audio/${format}`) === "") return <p role="alert">{recordings.cannotPlay}</p>;
  return (
    <p role="alert" className="buttons">
      <span>{player.brokeOff}</span>
      <Button size="compact-sm" variant="default" onClick={() => goOn(audio, place)}>
        {player.goOn(duration(place))}
      </Button>
    </p>
  );
}

function Speed({ value, onChange }: { value: string; onChange: (speed: string) => void }) {
  const words = useWords();
  return (
    <div className="speed">
      <span id="speed-label">{words.recordings.speed}</span>
      <SegmentedControl
        size="xs"
        aria-labelledby="speed-label"
        value={value}
        onChange={onChange}
        transitionDuration={0}
        data={SPEEDS.map((each) => ({ value: each, label: `${each}×` }))}
      />
    </div>
  );
}

function Skipping({ picture, on, onChange }: { picture: Picture | null; on: boolean; onChange: (on: boolean) => void }) {
  const { player } = useWords();
  const silences = picture?.silences ?? NONE;
  const found = picture === null ? undefined : player.silent(silences.length, duration(Math.round(lengthOf(silences))));
  return <Checkbox label={player.skip} description={found} checked={on} onChange={(event) => onChange(event.currentTarget.checked)} />;
}

function MutedGaps({ spans }: { spans: readonly Span[] }) {
  const { recordings } = useWords();
  if (spans.length === 0) return null;
  return (
    <ul className="muted-gaps figures">
      {spans.map(({ from, to }) => (
        <li key={from}>{recordings.mutedSpan(duration(from), duration(to))}</li>
      ))}
    </ul>
  );
}
