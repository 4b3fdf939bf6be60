import { useComputedColorScheme } from "@mantine/core";
import { type RefObject, useEffect, useRef, useState } from "react";
import WaveSurfer from "wavesurfer.js";

import type { Recording } from "../../api/types";
import { useWords } from "../../messages/use";
import { duration, offsetIn } from "../../shared/format";
import { type Sides, sidesOf } from "./peaks";

const SIDE_HEIGHT = 44;
const STEP_SECONDS = 5;
const COLOURS = {
  light: { customer: "#8b5a00", ours: "#364fc7", played: "#212529" },
  dark: { customer: "#ffc078", ours: "#91a7ff", played: "#f8f9fa" },
};

interface WavesProps {
  audioRef: RefObject<HTMLAudioElement | null>;
  file: Blob;
  recording: Recording;
}

/** Both sides of the call, the customer above, with the muted spans marked. */
export function Waves({ audioRef, file, recording }: WavesProps) {
  const words = useWords();
  const place = useWaves(audioRef, file);
  const move = (by: number) => {
    const audio = audioRef.current;
    if (audio) audio.currentTime = Math.min(audio.duration || 0, Math.max(0, audio.currentTime + by));
  };
  return (
    <div className="waves">
      <div className="waves-sides" aria-hidden>
        <span>{words.recordings.customerSide}</span>
        <span>{words.recordings.ourSide}</span>
      </div>
      <div
        className="waves-body"
        role="group"
        aria-label={words.recordings.wave}
        tabIndex={0}
        onKeyDown={(event) => {
          if (event.key === "ArrowLeft") move(-STEP_SECONDS);
          if (event.key === "ArrowRight") move(STEP_SECONDS);
        }}
      >
        <div ref={place} />
        <MutedMarks recording={recording} />
      </div>
    </div>
  );
}

/** Null until it is known, and where the browser can play but not decode: then there is a player without its picture. */
function useSides(file: Blob): Sides | null {
  const [sides, setSides] = useState<Sides | null>(null);
  useEffect(() => {
    let current = true;
    const show = (found: Sides) => current && setSides(found);
    sidesOf(file).then(show, () => undefined);
    return () => void (current = false);
  }, [file]);
  return sides;
}

function useWaves(audioRef: WavesProps["audioRef"], file: Blob) {
  const place = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme("light");
  const sides = useSides(file);
  useEffect(() => {
    const audio = audioRef.current;
    if (place.current === null || audio === null || sides === null) return;
    const { customer, ours, played } = COLOURS[scheme];
    const side = { height: SIDE_HEIGHT, progressColor: played };
    const waves = WaveSurfer.create({
      container: place.current,
      media: audio,
      peaks: sides.peaks,
      duration: sides.seconds,
      height: SIDE_HEIGHT,
      barWidth: 1,
      cursorWidth: 2,
      normalize: false,
      splitChannels: [
        { ...side, waveColor: customer },
        { ...side, waveColor: ours },
      ],
    });
    return () => waves.destroy();
  }, [audioRef, sides, scheme]);
  return place;
}

function MutedMarks({ recording }: { recording: Recording }) {
  const words = useWords();
  const length = recording.seconds;
  if (length === null || length <= 0) return null;
  return recording.muted.map((span) => {
    const from = offsetIn(recording.started_at, span.from);
    const to = span.to === null ? length : offsetIn(recording.started_at, span.to);
    const label = words.recordings.mutedSpan(duration(from), duration(to));
    const style = { left: `${(100 * from) / length}%`, width: `${(100 * (to - from)) / length}%` };
    return <span key={`${String(span.from)}`} className="muted-mark" role="img" aria-label={label} title={label} style={style} />;
  });
}
