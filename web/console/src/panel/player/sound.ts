import { useEffect, useRef, useState } from "react";

import { useFilters } from "../../app/filters";
import { formatPlace, type Jump, type Span } from "./place";
import { leapFrom } from "./silence";

/** The player's ways with the browser's audio element. */

export type Audio = HTMLAudioElement | null;

/** How long a place must hold before it goes into the address. */
const SETTLED_MS = 400;

/** Where the sound is, in seconds, as often as the browser says so; `start` while there is none. Not every move of a
 * quick row is told as done, but each is told as begun. */
export function usePlace(audio: Audio, start: number): number {
  const [place, setPlace] = useState<number | null>(null);
  useListening(audio, ["timeupdate", "seeking"], () => setPlace(audio?.currentTime ?? null));
  return audio === null ? start : (place ?? start);
}

export function useSpeed(audio: Audio, speed: string): void {
  useEffect(() => {
    if (audio !== null) playAt(audio, Number(speed));
  }, [audio, speed]);
}

/** Leaps over what is silent while the sound runs; by hand one still gets anywhere. */
export function useLeaps(audio: Audio, silences: readonly Span[]): void {
  useListening(audio, ["timeupdate", "play"], () => {
    if (audio === null || audio.paused) return;
    const to = leapFrom(silences, audio.currentTime);
    if (to !== null) goTo(audio, to);
  });
}

export function useJumps(audio: Audio, jump: Jump | null): void {
  useEffect(() => {
    if (audio === null || jump === null) return;
    goTo(audio, jump.seconds);
    audio.play().catch(() => undefined);
  }, [audio, jump]);
}

/** After an error: from here on again, if the server gives it. */
export function goOn(audio: HTMLAudioElement, seconds: number): void {
  audio.load();
  goTo(audio, seconds);
  audio.play().catch(() => undefined);
}

/** Keeps the address at the place one has moved to or stopped at, so that it can be passed on. */
export function useAddress(audio: Audio): void {
  const { change } = useFilters();
  const timer = useRef<number | undefined>(undefined);
  useListening(audio, ["seeking", "pause"], () => {
    const t = formatPlace(audio?.currentTime ?? 0);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => change({ t }, { replace: true }), SETTLED_MS);
  });
  useEffect(() => () => window.clearTimeout(timer.current), []);
}

function useListening(audio: Audio, events: readonly string[], told: () => void): void {
  const latest = useRef(told);
  useEffect(() => {
    latest.current = told;
  });
  const names = events.join(" ");
  useEffect(() => {
    const tell = () => latest.current();
    names.split(" ").forEach((name) => audio?.addEventListener(name, tell));
    return () => names.split(" ").forEach((name) => audio?.removeEventListener(name, tell));
  }, [audio, names]);
}

function playAt(audio: HTMLAudioElement, speed: number): void {
  audio.preservesPitch = true;
  audio.playbackRate = speed;
}

function goTo(audio: HTMLAudioElement, seconds: number): void {
  audio.currentTime = seconds;
}
