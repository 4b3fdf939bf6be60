import { Checkbox, SegmentedControl } from "@mantine/core";
import { useState } from "react";

import { useMarks } from "../../api/recordings";
import type { Recording } from "../../api/types";
import { useWords } from "../../messages/use";
import { duration } from "../../shared/format";
import { SPEEDS, useHabits } from "./habits";
import type { Picture } from "./picture";
import { mutedIn, type Span } from "./place";
import { lengthOf } from "./silence";
import { type Audio, type Sound, useLeaps, usePicture, useSpeed } from "./sound";
import { Waves } from "./Waves";

/** Decoding a longer one would take too much of the browser's memory. */
const LONGEST_PICTURED_SECONDS = 3_600;
const NONE: readonly Span[] = [];
/** Speed is ours to choose, and files are for who may take them away. */
const CONTROLS = "nodownload noplaybackrate";

interface PlayingProps {
  sound: Sound;
  recording: Recording;
  audio: Audio;
  onAudio: (audio: Audio) => void;
  place: number;
}

/** Played from memory, so that one listening is one line in the trail. */
export function Playing({ sound, recording, audio, onAudio, place }: PlayingProps) {
  const words = useWords();
  const [failed, setFailed] = useState(false);
  const [habits, change] = useHabits();
  const pictured = (recording.seconds ?? 0) <= LONGEST_PICTURED_SECONDS;
  const picture = usePicture(sound.file, pictured);
  const skipped = habits.skips ? (picture?.silences ?? NONE) : NONE;
  const { data: marks = [] } = useMarks(recording.id);
  const muted = mutedIn(recording);
  useSpeed(audio, habits.speed);
  useLeaps(audio, skipped);
  return (
    <>
      {pictured && <Waves audio={audio} picture={picture} place={place} muted={muted} skipped={skipped} marks={marks} />}
      <audio ref={onAudio} controls controlsList={CONTROLS} autoPlay src={sound.url} onError={() => setFailed(true)} aria-label={words.columns.recording} />
      {failed && <p role="alert">{words.recordings.cannotPlay}</p>}
      <Speed value={habits.speed} onChange={(speed) => change({ speed })} />
      {pictured ? <Skipping picture={picture} on={habits.skips} onChange={(skips) => change({ skips })} /> : <p className="hint">{words.player.tooLong}</p>}
      <MutedGaps spans={muted} />
    </>
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
