import { useComputedColorScheme } from "@mantine/core";
import { type RefObject, useEffect, useRef } from "react";
import WaveSurfer from "wavesurfer.js";

import type { Recording } from "../../api/types";
import { useWords } from "../../messages/use";
import { duration, offsetIn } from "../../shared/format";

const SIDE_HEIGHT = 44;
const STEP_SECONDS = 5;
const COLOURS = {
  light: { customer: "#8b5a00", ours: "#364fc7", played: "#212529" },
  dark: { customer: "#ffc078", ours: "#91a7ff", played: "#f8f9fa" },
};

interface WavesProps {
  audioRef: RefObject<HTMLAudioElement | null>;
  url: string;
  recording: Recording;
}

/** Both sides of the call, the customer above, with the muted spans marked. */
export function Waves({ audioRef, url, recording }: WavesProps) {
  const words = useWords();
  const place = useWaves(audioRef, url);
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

function useWaves(audioRef: WavesProps["audioRef"], url: string) {
  const place = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme("light");
  useEffect(() => {
    const audio = audioRef.current;
    if (place.current === null || audio === null) return;
    const { customer, ours, played } = COLOURS[scheme];
    const side = { height: SIDE_HEIGHT, progressColor: played };
    const waves = WaveSurfer.create({
      container: place.current,
      media: audio,
      url,
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
  }, [audioRef, url, scheme]);
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
