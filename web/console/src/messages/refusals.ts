import type { Messages } from "./catalogue";
import { wordFor } from "./use";

/** The server's English sentences and phrases, `{}` where a value stands, and what they are in this language: `{0}` is
 * the first value as it came, `{0:role}` the word that this console has for it. */
export type Texts = Readonly<Record<string, string>>;

/** What the server says of a request that it refused. `got` and `accepted` are about what came in `field`. */
export interface Refused {
  sentence: string;
  field: string | null;
  got: string | null;
  accepted: string | null;
}

interface Template {
  text: string;
  meaning: string;
  pattern: RegExp;
}

export interface Found {
  template: string;
  meaning: string;
  values: readonly string[];
}

const SLOT = "{}";
const compiled = new WeakMap<Texts, readonly Template[]>();

/** What was wrong, in the reader's language; in the server's English where its words are not known. `here`: right under
 * its field, which needs no name there. */
export function refusalIn(words: Messages, refused: Refused, here = false): string {
  const { unlike, unlikeHere, missing, missingHere } = words.refusal;
  const { sentence, field, got, accepted } = refused;
  if (field === null || got === null || accepted === null) return saidIn(words, sentence);
  const fits = saidIn(words, accepted);
  if (got === "nothing") return here ? missingHere(fits) : missing(fieldIn(words, field), fits);
  const came = valueIn(words, got);
  return here ? unlikeHere(came, fits) : unlike(fieldIn(words, field), came, fits);
}

/** A sentence or a phrase of the server's in the reader's language; as it came where it is not known. */
export function saidIn(words: Messages, text: string): string {
  return known(words, text) ?? text;
}

function known(words: Messages, text: string): string | null {
  const found = find(words.refusal.texts(), text);
  return found === null ? ruleIn(words, text) : filled(words, found);
}

/** Several sentences, one after the other; together as they came where one of them is not known. */
export function textIn(words: Messages, text: string): string {
  return piecesIn(words, text)?.join(" ") ?? saidIn(words, text);
}

/** Null where a part is not known. A first sentence is as short as it can be: what follows may look like its values. */
function piecesIn(words: Messages, text: string): string[] | null {
  for (const { index } of text.matchAll(/(?<=\.) /g)) {
    const first = known(words, text.slice(0, index));
    const rest = first === null ? null : piecesIn(words, text.slice(index + 1));
    if (first !== null && rest !== null) return [first, ...rest];
  }
  const all = known(words, text);
  return all === null ? null : [all];
}

/** The template that `text` was made from: where several fit, the one that says most itself. */
export function find(texts: Texts, text: string): Found | null {
  for (const { text: template, meaning, pattern } of templatesOf(texts)) {
    const fits = pattern.exec(text);
    if (fits !== null) return { template, meaning, values: fits.slice(1) };
  }
  return null;
}

function templatesOf(texts: Texts): readonly Template[] {
  const known = compiled.get(texts);
  if (known !== undefined) return known;
  const made = Object.entries(texts).map(([text, meaning]) => ({ text, meaning, pattern: patternOf(text) }));
  made.sort((one, other) => ownLength(other.text) - ownLength(one.text));
  compiled.set(texts, made);
  return made;
}

function patternOf(template: string): RegExp {
  return new RegExp(`^${template.split(SLOT).map(literally).join("([^]*?)")}$`);
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

export function ownLength(template: string): number {
  return template.split(SLOT).join("").length;
}

function filled(words: Messages, { meaning, values }: Found): string {
  return meaning.replace(/{(\d+)(?::(\w+))?}/g, (_, index: string, kind: string | undefined) => {
    const value = values[Number(index)] ?? "";
    return kind === undefined ? value : (KINDS[kind]?.(words, value) ?? value);
  });
}

/** What a value in a sentence may be, besides what it is: a word of ours, or a text that is itself a template's. */
export const KINDS: Record<string, (words: Messages, value: string) => string> = {
  consent: (words, value) => wordFor(words.contacts.consents, unquoted(value) ?? value),
  field: fieldIn,
  got: valueIn,
  permission: (words, value) => each(value, words.permissions),
  phrase: saidIn,
  phrases: (words, value) => value.split(" and ").map((each) => saidIn(words, each)).join(", "),
  role: (words, value) => each(value, words.roles),
  rule: (words, value) => ruleIn(words, value) ?? value,
  textStatus: (words, value) => wordFor(words.texts.status, value),
  word: (words, value) => wordFor(words.cases.word, value),
};

function each(list: string, known: Record<string, string>): string {
  return list.split(", ").map((value) => wordFor(known, value)).join(", ");
}

/** As the forms call it; a part of a list or of an object by the innermost name. */
function fieldIn(words: Messages, field: string): string {
  const name = /(\w+)(?:\[\d+\])*$/.exec(field)?.[1] ?? field;
  const rules: Record<string, string> = words.rules.fields;
  return (/^(policy|fraud|texting)\./.test(field) ? rules[name] : undefined) ?? words.refusal.field(name);
}

/** What came, as Python prints it: a text in quotation marks, a number, or a phrase of ours. */
function valueIn(words: Messages, got: string): string {
  const text = unquoted(got);
  return text === null ? saidIn(words, got.replace(/^(-?\d+)\.0$/, "$1")) : words.refusal.quoted(text);
}

function unquoted(got: string): string | null {
  return /^(["'])([^]*)\1$/.exec(got)?.[2] ?? null;
}

/** A rule of callbacks, which the server says in the English words that this console has for it, too. */
function ruleIn(words: Messages, sentence: string): string | null {
  const { rule, english } = { rule: words.rule as Record<string, string>, english: words.refusal.rules() };
  for (const [name, template] of Object.entries(english)) {
    const names = [...template.matchAll(/{(\w+)}/g)].map((match) => match[1] ?? "");
    const fits = patternOf(template.replace(/{\w+}/g, SLOT).replaceAll("’", "'")).exec(sentence);
    if (fits !== null) return ruleFilled(words, rule[name] ?? template, new Map(names.map((key, at) => [key, fits[at + 1] ?? ""])));
  }
  return null;
}

function ruleFilled(words: Messages, template: string, data: ReadonlyMap<string, string>): string {
  return template.replace(/{(\w+)}/g, (whole, key: string) => {
    const value = data.get(key) ?? whole;
    return key === "line" ? wordFor(words.contacts.lineTypes, value) : value;
  });
}
