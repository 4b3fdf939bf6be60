/** The fields of what is set up, and what is typed in them. A thing goes to the API as its `spec`; while it is typed, a number is
 * the text that stands in its field, so that nothing is lost while it does not yet read. */

export type Spec = Record<string, unknown>;
export type Draft = Record<string, unknown>;

/** `optional` is a number that may be left out, `blank` a text that may; `words` a list, whose last is still being typed; `whole` is kept as it is, by
 * an editor of its own. */
export type Shape = "text" | "blank" | "area" | "number" | "optional" | "switch" | "words" | "whole";

export interface Field {
  name: string;
  shape: Shape;
  /** What there is to choose from, where not everything can be typed. */
  options?: readonly string[];
  /** What is suggested for a list. */
  known?: readonly string[];
}

/** Fields of one shape, by their names. */
export function of(shape: Shape, ...names: string[]): Field[] {
  return names.map((name) => ({ name, shape }));
}

export function choice(name: string, ...options: string[]): Field {
  return { name, shape: "text", options };
}

export function draftOf(spec: Spec, fields: readonly Field[]): Draft {
  return { ...spec, ...Object.fromEntries(fields.map(({ name, shape }) => [name, typed(spec[name], shape)])) };
}

/** What was typed, as the API takes it. What does not read as a number goes as it is: the server says what is accepted. */
export function specOf(draft: Draft, fields: readonly Field[]): Spec {
  return { ...draft, ...Object.fromEntries(fields.map(({ name, shape }) => [name, meant(draft[name], shape)])) };
}

function typed(value: unknown, shape: Shape): unknown {
  switch (shape) {
    case "switch":
      return value === true;
    case "whole":
      return value;
    case "words":
      return [...wordsOf(value), ""];
    default:
      return textOf(value);
  }
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

/** The texts of a list, which may be kept as one text with commas; none of what is no list. */
export function wordsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(textOf) : textOf(value).split(",").map((each) => each.trim()).filter(Boolean);
}

function meant(value: unknown, shape: Shape): unknown {
  const text = textOf(value).trim();
  switch (shape) {
    case "switch":
    case "whole":
      return value;
    case "words":
      return wordsOf(value).map((each) => each.trim()).filter(Boolean);
    case "number":
      return numberOf(text);
    case "optional":
      return text === "" ? null : numberOf(text);
    case "blank":
      return text === "" ? null : text;
    default:
      return text;
  }
}

function numberOf(text: string): number | string {
  const number = Number(text.replace(",", "."));
  return text === "" || Number.isNaN(number) ? text : number;
}

/** Whether two values are the same as JSON. */
export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, sorted(each)]));
}
