import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

import { getBlob } from "../../api/client";
import { useForgetPlays } from "../../api/recordings";
import { useFilters } from "../../app/filters";
import { type Picture, pictureOf } from "./picture";
import { formatPlace, type Jump, type Span } from "./place";
import { leapFrom } from "./silence";

/** The player's ways with the browser's audio element. */

export type Audio = HTMLAudioElement | null;

export interface Sound {
  file: Blob;
  url: string;
}

/** How long a place must hold before it goes into the address. */
const SETTLED_MS = 400;

/** Fetched once when it is asked for: each time is a line in the trail. */
export function useSound(id: string) {
  const [sound, setSound] = useState<Sound | null>(null);
  const leaving = useRef<AbortController | null>(null);
  const forgetPlays = useForgetPlays(id);
  const load = useMutation({
    mutationFn: () => {
      leaving.current = new AbortController();
      return getBlob(`/api/recordings/${id}/audio`, leaving.current.signal);
    },
    onSuccess: (blob) => {
      setSound({ file: blob, url: URL.createObjectURL(blob) });
      forgetPlays();
    },
  });
  useEffect(() => () => leaving.current?.abort(), []);
  useEffect(() => (sound === null ? undefined : () => URL.revokeObjectURL(sound.url)), [sound]);
  return { load, sound };
}

/** Null until it is known, and where the browser can play but not decode: then there is a player without its picture. */
export function usePicture(file: Blob, wanted: boolean): Picture | null {
  const [picture, setPicture] = useState<Picture | null>(null);
  useEffect(() => {
    if (!wanted) return;
    let current = true;
    pictureOf(file).then(
      (found) => current && setPicture(found),
      () => undefined,
    );
    return () => void (current = false);
  }, [file, wanted]);
  return picture;
}

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
