const SECOND = 1_000;

/** `m:ss`, from an hour on `h:mm:ss`; never negative, whatever two clocks think of each other. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = String(rest).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

/** Clock time in the viewer's zone; from another day than `today` (as `toDateString` writes it) with its date. */
export function moment(instant: string, language: string, today: string): string {
  const at = new Date(instant);
  const time = clockTime(at.getTime(), language);
  return at.toDateString() === today ? time : `${dayOf(at, language)}, ${time}`;
}

function dayOf(at: Date, language: string): string {
  return formatter(language, { day: "numeric", month: "short" }).format(at);
}

/** The day with its year, in the viewer's zone. */
export function day(instant: string, language: string): string {
  return formatter(language, { day: "numeric", month: "long", year: "numeric" }).format(new Date(instant));
}

/** Day, hour and minute on the clock of a zone; without a zone, on the viewer's. */
export function momentIn(instant: string, language: string, zone?: string, year?: "numeric"): string {
  const options: Intl.DateTimeFormatOptions = { year, weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return formatter(language, zone === undefined ? options : { ...options, timeZone: zone }).format(new Date(instant));
}

/** Clock time in the viewer's zone, or in the zone named. `at` in milliseconds. */
export function clockTime(at: number, language: string, zone?: string): string {
  return formatter(language, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    ...(zone === undefined ? {} : { timeZone: zone }),
  }).format(at);
}

/** What the viewer calls a language: `uk` is Ukrainian. */
export function languageName(code: string, language: string): string {
  return new Intl.DisplayNames([language], { type: "language" }).of(code) ?? code;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  const known = formatters.get(key) ?? new Intl.DateTimeFormat(localeOf(language), options);
  formatters.set(key, known);
  return known;
}

function localeOf(language: string): string {
  return language === "en" ? "en-GB" : language;
}

/** One decimal, as recordings are compared to a tenth of a second. */
export function tenths(seconds: number, language: string): string {
  return seconds.toLocaleString(localeOf(language), { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

export function bytes(size: number, units: readonly string[], language: string): string {
  const step = Math.min(units.length - 1, Math.floor(Math.log(Math.max(1, size)) / Math.log(1_000)));
  const value = size / 1_000 ** step;
  return `${value.toLocaleString(localeOf(language), { maximumFractionDigits: step === 0 ? 0 : 1 })} ${units[step] ?? ""}`;
}

/** Seconds from the start of a recording; the API may give an instant or seconds already. */
export function offsetIn(startedAt: string, point: string | number): number {
  return typeof point === "number" ? point : (Date.parse(point) - Date.parse(startedAt)) / SECOND;
}

export function digitsOf(text: string): string {
  return text.replace(/\D/g, "");
}

/** Whether a number can be looked for by it: there is something in it, and a digit. */
export function isSearchable(typed: string): boolean {
  return digitsOf(typed) !== "";
}

/** Whether a number is found by the digits that somebody typed; without any every number is. */
export function numberMatches(number: string, typed: string): boolean {
  return digitsOf(number).includes(digitsOf(typed).replace(/^0+/, ""));
}
