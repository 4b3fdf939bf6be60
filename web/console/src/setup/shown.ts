import type { SetUpWords } from "../messages/setup/use";

/** A field's name and what it is for, as its page says it: `[name]` or `[name, what it is for]`. */
export type FieldWords = Record<string, readonly string[]>;
/** The words of a choice's values, by field. */
export type ChoiceWords = Record<string, Record<string, string>>;
/** Says a value that takes more than its own text, such as a week of hours; null leaves it to the common way. */
export type Sayer = (field: string, value: unknown) => string | null;

export interface Naming {
  fields: FieldWords;
  choices: ChoiceWords;
  say?: Sayer;
}

export function labelOf(naming: Naming, field: string): string {
  const [head = field, ...rest] = field.split(/[.[]/);
  const label = naming.fields[head]?.[0] ?? head;
  return rest.length === 0 ? label : `${label}: ${rest.join(" ").replaceAll("]", "")}`;
}

/** A value in words: nothing, yes and no, lists with commas, an object by its parts. */
export function shown(value: unknown, field: string, naming: Naming, words: SetUpWords): string {
  const said = naming.say?.(field, value) ?? null;
  if (said !== null) return said;
  if (value === null || value === undefined || value === "") return words.save.nothingThere;
  if (typeof value === "boolean") return value ? words.save.yes : words.save.no;
  if (Array.isArray(value)) return value.length === 0 ? words.save.nothingThere : value.map((each) => shown(each, field, naming, words)).join(", ");
  if (typeof value === "object") return parts(value as Record<string, unknown>, naming, words);
  const text = String(value as string | number);
  return naming.choices[field]?.[text] ?? text;
}

function parts(value: Record<string, unknown>, naming: Naming, words: SetUpWords): string {
  return Object.entries(value)
    .map(([name, each]) => `${labelOf(naming, name)}: ${shown(each, name, naming, words)}`)
    .join("; ");
}
