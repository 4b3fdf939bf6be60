import type { Recording } from "../../api/types";
import { offsetIn } from "../../shared/format";

/** A second of the recording that somebody wants to hear. Each wish is a new one, also for the same second. */
export interface Jump {
  seconds: number;
}

const STEPS: Record<string, number> = { ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5, PageDown: -30, PageUp: 30 };

/** What `t` in an address says, in seconds: `83`, `83.5`, or as people write it, `1:23`. Null where it says nothing. */
export function parsePlace(text: string | undefined): number | null {
  const parts = (text ?? "").split(":");
  if (parts.length > 3 || !parts.every((part) => /^\d{1,6}(\.\d{1,3})?$/.test(part))) return null;
  return parts.reduce((sum, part) => 60 * sum + Number(part), 0);
}

export function formatPlace(seconds: number): string {
  return String(Math.round(Math.max(0, seconds) * 10) / 10);
}

/** Where a key leads from `at`; with Shift by single seconds. Null for a key that leads nowhere. */
export function movedTo(key: string, fine: boolean, at: number, length: number): number | null {
  if (key === "Home") return 0;
  if (key === "End") return length;
  const step = STEPS[key];
  if (step === undefined) return null;
  return Math.min(length, Math.max(0, at + (fine ? Math.sign(step) : step)));
}

/** Where in the recording an instant lies; null where it lies outside, or there is nothing to hear. */
export function placeOf(recording: Pick<Recording, "started_at" | "seconds" | "playable">, at: string): number | null {
  const { started_at: startedAt, seconds, playable } = recording;
  const place = offsetIn(startedAt, at);
  return !playable || seconds === null || place < 0 || place > seconds ? null : place;
}

export interface Span {
  from: number;
  to: number;
}

/** The muted stretches in seconds of the recording; one that nobody ended goes on to its end. */
export function mutedIn(recording: Pick<Recording, "started_at" | "seconds" | "muted">): Span[] {
  const length = recording.seconds ?? 0;
  const within = (place: number) => Math.min(length, Math.max(0, place));
  const spans = recording.muted.map(({ from, to }) => ({
    from: within(offsetIn(recording.started_at, from)),
    to: to === null ? length : within(offsetIn(recording.started_at, to)),
  }));
  return spans.filter(({ from, to }) => to > from);
}
