import { useComputedColorScheme } from "@mantine/core";
import { type CSSProperties, type KeyboardEvent, useEffect, useRef } from "react";
import WaveSurfer from "wavesurfer.js";

import type { Mark, Picture, Recording } from "../../api/types";
import { useWords } from "../../messages/use";
import { duration } from "../../shared/format";
import { movedTo, type Span } from "./place";
import type { Audio } from "./sound";

const SIDE_HEIGHT = 44;
const COLOURS = {
  light: { customer: "#8b5a00", ours: "#364fc7", played: "#212529" },
  dark: { customer: "#ffc078", ours: "#91a7ff", played: "#f8f9fa" },
};

interface WavesProps {
  audio: Audio;
  recording: Recording;
  picture: Picture | null;
  place: number;
  muted: readonly Span[];
  skipped: readonly Span[];
  marks: readonly Mark[];
}

/** Both sides of the call, the customer above, with what was muted, what is skipped and what was marked. A slider: it goes by click and by key,
 * by key also while there is no picture yet. */
export function Waves({ audio, recording, picture, place, muted, skipped, marks }: WavesProps) {
  const words = useWords();
  const drawing = useWaves(audio, picture);
  const slider = useFocusIfLost();
  const length = picture?.seconds ?? recording.seconds ?? 0;
  return (
    <div className="waves">
      <div className="waves-sides" aria-hidden>
        <span>{words.recordings.customerSide}</span>
        <span>{words.recordings.ourSide}</span>
      </div>
      <div
        ref={slider}
        className="waves-body"
        role="slider"
        aria-label={words.recordings.wave}
        aria-valuemin={0}
        aria-valuemax={Math.round(length)}
        aria-valuenow={Math.min(Math.round(place), Math.round(length))}
        aria-valuetext={words.player.placeOf(duration(place), duration(length))}
        tabIndex={0}
        onKeyDown={(event) => move(event, audio)}
      >
        <div ref={drawing} />
        {length > 0 && <Overlay length={length} muted={muted} skipped={skipped} marks={marks} />}
      </div>
    </div>
  );
}

/** The button that was pressed for the sound has gone: its focus goes where the keys are. */
function useFocusIfLost() {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) place.current?.focus({ preventScroll: true });
  }, []);
  return place;
}

function move(event: KeyboardEvent, audio: Audio): void {
  if (audio === null || event.ctrlKey || event.altKey || event.metaKey) return;
  const to = movedTo(event.key, event.shiftKey, audio.currentTime, audio.duration || 0);
  if (to !== null) audio.currentTime = to;
  if (event.key === " ") toggle(audio);
  if (to !== null || event.key === " ") event.preventDefault();
}

function toggle(audio: HTMLAudioElement): void {
  if (audio.paused) audio.play().catch(() => undefined);
  else audio.pause();
}

function useWaves(audio: Audio, picture: Picture | null) {
  const place = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme("light");
  useEffect(() => {
    if (place.current === null || audio === null || picture === null) return;
    const { customer, ours, played } = COLOURS[scheme];
    const side = { height: SIDE_HEIGHT, progressColor: played };
    const waves = WaveSurfer.create({
      container: place.current,
      media: audio,
      peaks: picture.peaks,
      duration: picture.seconds,
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
  }, [audio, picture, scheme]);
  return place;
}

type OverlayProps = Pick<WavesProps, "muted" | "skipped" | "marks"> & { length: number };

/** Said in words below the picture; here it is only seen. */
function Overlay({ length, muted, skipped, marks }: OverlayProps) {
  const { player } = useWords();
  const left = (seconds: number) => `${(100 * Math.min(seconds, length)) / length}%`;
  const across = ({ from, to }: Span): CSSProperties => ({ left: left(from), width: left(to - from) });
  return (
    <div aria-hidden>
      {skipped.map((span) => (
        <span key={span.from} className="silent-stretch" style={across(span)} />
      ))}
      {muted.map((span) => (
        <span key={span.from} className="muted-mark" style={across(span)}>
          {player.muted}
        </span>
      ))}
      {marks.map((mark) => (
        <span key={mark.id} className={`pin pin-${mark.kind}`} style={{ left: left(mark.seconds) }} />
      ))}
    </div>
  );
}
