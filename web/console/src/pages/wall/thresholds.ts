import type { Thresholds } from "../../api/floor";

/** The numbers of a project's thresholds, and from what to what the service takes each. */
export const LIMITS = {
  longest_wait_s: [5, 3_600],
  service_level_percent: [1, 100],
  window_minutes: [5, 240],
  fewest_entries: [1, 1_000],
} as const;

export type Counted = keyof typeof LIMITS;
export const COUNTED = Object.keys(LIMITS) as readonly Counted[];

/** Left empty it means something: each queue's own target. */
export const OPTIONAL: Counted = "service_level_percent";

/** As it is typed: a number that is not accepted, or none, stays as it is. */
export type Draft = Record<Counted, string> & { nobody: NonNullable<Thresholds["nobody"]> };

export function draftOf(before: Thresholds): Draft {
  const text = (key: Counted) => String(before[key] ?? "");
  return {
    longest_wait_s: text("longest_wait_s"),
    service_level_percent: text("service_level_percent"),
    window_minutes: text("window_minutes"),
    fewest_entries: text("fewest_entries"),
    nobody: before.nobody ?? "open",
  };
}

/** What is meant by what was typed; undefined where the service would not take it. */
export function thresholdOf(key: Counted, typed: string): number | null | undefined {
  const said = typed.trim();
  if (said === "" && key === OPTIONAL) return null;
  const [least, most] = LIMITS[key];
  const number = /^\d{1,6}$/.test(said) ? Number(said) : NaN;
  return number >= least && number <= most ? number : undefined;
}

/** Null where something is not accepted: then nothing is saved. */
export function thresholdsOf(draft: Draft): Thresholds | null {
  const read = (key: Counted) => thresholdOf(key, draft[key]);
  const [wait, level, window, fewest] = [read("longest_wait_s"), read("service_level_percent"), read("window_minutes"), read("fewest_entries")];
  if (!wait || !window || !fewest || level === undefined) return null;
  return { longest_wait_s: wait, service_level_percent: level, window_minutes: window, fewest_entries: fewest, nobody: draft.nobody };
}
