import type { SetUpWords } from "../messages/setup/use";

/** A week of opening hours as it is edited: spans of a day on the wall clock of the project's zone, times as `09:00`, 24:00 the end. */
export const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export type Day = (typeof DAYS)[number];

export interface Span {
  opens: string;
  closes: string;
}

export interface SpanOf extends Span {
  day: Day;
}

export interface ExceptionDay {
  on: string;
  open: readonly Span[];
  note: string;
}

const TEMPLATE: readonly Day[] = ["monday", "tuesday", "wednesday", "thursday", "friday"];

/** Weekdays from nine to six. */
export const USUAL_WEEK: readonly SpanOf[] = TEMPLATE.map((day) => ({ day, opens: "09:00", closes: "18:00" }));

export function spansOf(week: readonly SpanOf[], day: Day): Span[] {
  return week.filter((span) => span.day === day).map(({ opens, closes }) => ({ opens, closes }));
}

export function withDay(week: readonly SpanOf[], day: Day, spans: readonly Span[]): SpanOf[] {
  return DAYS.flatMap((each) => (each === day ? spans : spansOf(week, each)).map((span) => ({ day: each, ...span })));
}

/** The hours of one day on each of the others. */
export function copied(week: readonly SpanOf[], from: Day, to: readonly Day[]): SpanOf[] {
  return to.reduce<SpanOf[]>((changed, day) => withDay(changed, day, spansOf(week, from)), [...week]);
}

/** Where one goes on after a day's last span: an afternoon after a morning, else a usual day. */
export function nextSpan(spans: readonly Span[]): Span {
  const last = spans.at(-1);
  if (last === undefined) return { opens: "09:00", closes: "18:00" };
  return { opens: last.closes, closes: "24:00" };
}

/** Closing at or before opening is on the next day. */
export function overMidnight({ opens, closes }: Span): boolean {
  return closes !== "" && opens !== "" && closes <= opens;
}

/** A day's spans in one line; empty where it is closed. */
export function dayText(spans: readonly Span[]): string {
  return spans.map(({ opens, closes }) => `${opens}–${closes}`).join(", ");
}

/** A week in one line, days with the same hours together: `Mon–Fri 09:00–18:00; Sat 10:00–14:00`. */
export function weekText(week: readonly SpanOf[], { hours }: SetUpWords): string {
  const texts = DAYS.map((day) => dayText(spansOf(week, day)));
  const runs: [first: number, last: number][] = [];
  texts.forEach((text, index) => {
    const run = runs.at(-1);
    if (run !== undefined && texts[run[0]] === text) run[1] = index;
    else runs.push([index, index]);
  });
  const named = (index: number) => hours.shortDays[DAYS[index] ?? "monday"];
  return runs
    .filter(([first]) => texts[first] !== "")
    .map(([first, last]) => `${named(first)}${last > first ? `–${named(last)}` : ""} ${texts[first]}`)
    .join("; ");
}

export function exceptionsText(exceptions: readonly ExceptionDay[], { hours }: SetUpWords): string {
  return exceptions.map(({ on, open, note }) => `${on} ${dayText(open) || hours.closedDay}${note === "" ? "" : ` (${note})`}`).join("; ");
}

/** In the order of their dates, one for each date: the last that was put in. */
export function withException(exceptions: readonly ExceptionDay[], added: ExceptionDay): ExceptionDay[] {
  return [...exceptions.filter(({ on }) => on !== added.on), added].sort((one, other) => one.on.localeCompare(other.on));
}
