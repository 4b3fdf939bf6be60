import { clockTime } from "./format";

/** IANA zones: their names, and what time it is in them. */

/** What browsers still call by a former name, which would look wrong to those who live there. */
const RENAMED: Record<string, string> = {
  "Europe/Kiev": "Europe/Kyiv",
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Atlantic/Faeroe": "Atlantic/Faroe",
  "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
  "America/Godthab": "America/Nuuk",
};

/** All zones that this browser can tell the time in, by name. */
export function zoneNames(): string[] {
  const known = Intl.supportedValuesOf("timeZone").map((zone) => RENAMED[zone] ?? zone);
  return [...new Set([...known, "UTC"])].sort();
}

/** Whether what is typed is meant by the zone: any part of the name, a space for an underscore. */
export function zoneMatches(zone: string, typed: string): boolean {
  const plain = (text: string) => text.toLowerCase().replaceAll("_", " ").trim();
  return plain(zone).includes(plain(typed));
}

/** Minutes that a zone's clock is ahead of UTC's; 0 for a zone that this browser does not know. */
export function minutesAhead(zone: string, at: number): number {
  const named = /GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(offsetName(zone, at));
  const minutes = Number(named?.[2] ?? 0) * 60 + Number(named?.[3] ?? 0);
  return named?.[1] === "-" ? -minutes : minutes;
}

function offsetName(zone: string, at: number): string {
  try {
    const parts = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(at);
    return parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
  } catch {
    return "";
  }
}

export interface LocalTimes {
  earliest: string;
  latest: string;
}

/** What the clocks of these zones show now, from the westernmost to the easternmost, in hours and minutes. */
export function localTimes(zones: readonly string[], at: number, language: string): LocalTimes | null {
  const ordered = [...zones].sort((one, other) => minutesAhead(one, at) - minutesAhead(other, at));
  const [first, last] = [ordered[0], ordered.at(-1)];
  if (first === undefined || last === undefined) return null;
  return { earliest: hoursIn(first, at, language), latest: hoursIn(last, at, language) };
}

function hoursIn(zone: string, at: number, language: string): string {
  try {
    return clockTime(at, language, zone).slice(0, 5);
  } catch {
    return clockTime(at, language, "UTC").slice(0, 5);
  }
}

/** The date on the clock of a zone, as `2026-12-24`; without a zone, on the viewer's. `at` in milliseconds. */
export function dateIn(at: number, zone?: string): string {
  const options: Intl.DateTimeFormatOptions = { year: "numeric", month: "2-digit", day: "2-digit" };
  return new Intl.DateTimeFormat("sv-SE", zone === undefined ? options : { ...options, timeZone: zone }).format(at);
}
