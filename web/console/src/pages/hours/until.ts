import type { SetUpWords } from "../../messages/setup/use";

const MINUTE_MS = 60_000;

/** How long until an instant, in days and hours or hours and minutes; `now` in milliseconds. */
export function untilText(instant: string, now: number, { left }: SetUpWords["hours"]): string {
  const minutes = Math.max(0, Math.ceil((Date.parse(instant) - now) / MINUTE_MS));
  const [days, hours] = [Math.floor(minutes / 1_440), Math.floor(minutes / 60) % 24];
  return days > 0 ? left.days(days, hours) : left.hours(hours, minutes % 60);
}
