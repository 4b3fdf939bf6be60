import type { Span } from "./place";

/** So close to the end of a stretch a leap is not worth its click. */
const NEAR_SECONDS = 0.15;

/** Where to leap to from here, because nobody speaks until then; null where somebody does. */
export function leapFrom(silences: readonly Span[], at: number): number | null {
  return silences.find(({ from, to }) => from <= at && at < to - NEAR_SECONDS)?.to ?? null;
}

export function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { from, to }) => sum + to - from, 0);
}
