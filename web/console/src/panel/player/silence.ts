import type { Span } from "./place";

/** Below this on both sides nobody speaks: −50 dB against full scale, as root mean square. Line noise lies lower, speech well above. */
const QUIET = 10 ** (-50 / 20);
const WINDOW_SECONDS = 0.05;
/** Shorter pauses belong to talking. */
const LEAST_SECONDS = 1.2;
/** What is left of a pause at both ends, so that no word loses its edge. */
const MARGIN_SECONDS = 0.3;
/** So close to the end of a stretch a leap is not worth its click. */
const NEAR_SECONDS = 0.15;

/** The stretches in which every side is silent, without their edges, in order. `rate` in Hz. */
export function silencesOf(sides: readonly Float32Array[], rate: number): Span[] {
  const length = Math.max(0, ...sides.map((side) => side.length));
  const size = Math.round(WINDOW_SECONDS * rate);
  const spans: Span[] = [];
  let began: number | null = null;
  for (let at = 0; at < length; at += size) {
    const quiet = sides.every((side) => isQuiet(side, at, Math.min(at + size, side.length)));
    if (quiet) began ??= at;
    if (quiet && at + size < length) continue;
    if (began !== null) spans.push({ from: began / rate, to: (quiet ? length : at) / rate });
    began = null;
  }
  const seconds = length / rate;
  return spans.filter(({ from, to }) => to - from >= LEAST_SECONDS).map((span) => trimmed(span, seconds));
}

/** Nothing is kept of a silence at the very beginning or end: there is no word beside it. */
function trimmed({ from, to }: Span, seconds: number): Span {
  return { from: from === 0 ? 0 : from + MARGIN_SECONDS, to: to === seconds ? seconds : to - MARGIN_SECONDS };
}

function isQuiet(side: Float32Array, from: number, to: number): boolean {
  let energy = 0;
  for (let index = from; index < to; index++) energy += (side[index] ?? 0) ** 2;
  return to <= from || Math.sqrt(energy / (to - from)) < QUIET;
}

/** Where to leap to from here, because nobody speaks until then; null where somebody does. */
export function leapFrom(silences: readonly Span[], at: number): number | null {
  return silences.find(({ from, to }) => from <= at && at < to - NEAR_SECONDS)?.to ?? null;
}

export function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { from, to }) => sum + to - from, 0);
}
