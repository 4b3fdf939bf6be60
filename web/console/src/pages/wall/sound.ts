import { useEffect, useRef, useState } from "react";

/** A short tone for each alarm that comes up, where this browser has been asked for it. Off until then. */

const STORED = "ringback.alarm-sound";
const listeners = new Set<() => void>();

export function soundIsOn(): boolean {
  return localStorage.getItem(STORED) === "on";
}

/** Whether the tone is wanted, and how to change that. */
export function useSoundWish(): [boolean, (on: boolean) => void] {
  const [on, setOn] = useState(soundIsOn);
  useEffect(() => {
    const hear = () => setOn(soundIsOn());
    listeners.add(hear);
    return () => void listeners.delete(hear);
  }, []);
  const wish = (wanted: boolean) => {
    localStorage.setItem(STORED, wanted ? "on" : "off");
    listeners.forEach((each) => each());
    if (wanted) beep();
  };
  return [on, wish];
}

/** Which of these were not there before. */
export function newcomers(before: ReadonlySet<string>, now: readonly string[]): string[] {
  return now.filter((id) => !before.has(id));
}

export function useAlarmSound(open: readonly string[]): void {
  const known = useRef<ReadonlySet<string>>(new Set(open));
  useEffect(() => {
    const fresh = newcomers(known.current, open);
    known.current = new Set(open);
    if (fresh.length > 0 && soundIsOn()) beep();
  }, [open]);
}

let context: AudioContext | undefined;

function beep(): void {
  context ??= new AudioContext();
  const [tone, volume, now] = [context.createOscillator(), context.createGain(), context.currentTime];
  tone.frequency.value = 660;
  volume.gain.setValueAtTime(0.15, now);
  volume.gain.exponentialRampToValueAtTime(0.001, now + 0.6);
  tone.connect(volume).connect(context.destination);
  tone.start(now);
  tone.stop(now + 0.6);
}
