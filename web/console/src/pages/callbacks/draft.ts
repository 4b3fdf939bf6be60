import type { FraudRules, Policy, RulesBody, RulesView, TextRules } from "../../api/caseTypes";

/** The settings as they are typed: one text or switch a field, so that nothing typed is lost while it does not yet read. */
export type Draft = Record<string, string | boolean>;

type Shape = "number" | "clock" | "list" | "pairs" | "text" | "switch" | "optional";
export type Part = "policy" | "fraud" | "texting";

export interface Field {
  part: Part;
  name: string;
  shape: Shape;
}

const numbers = (part: Part, ...names: string[]): Field[] => names.map((name) => ({ part, name, shape: "number" }));

export const GROUPS: Record<"policy" | "caps" | "fraud" | "texting", readonly Field[]> = {
  policy: [
    { part: "policy", name: "ladder", shape: "text" },
    { part: "policy", name: "allowed_from", shape: "clock" },
    { part: "policy", name: "allowed_until", shape: "clock" },
    ...numbers("policy", "useful_hours", "tolerance_minutes", "soon_after_s", "soon_competes_after_s", "opening_spread_s"),
    ...numbers("policy", "opening_margin_minutes", "closing_margin_minutes", "busy_again_s", "failed_again_s", "min_gap_s"),
    ...numbers("policy", "front_hours", "word_within_s", "text_answer_within_s"),
    { part: "policy", name: "day_seconds", shape: "optional" },
  ],
  caps: [
    ...numbers("policy", "agents_percent", "max_attempts", "max_attempts_a_day", "busy_tries"),
    ...numbers("fraud", "per_number_a_day", "per_prefix_an_hour", "per_hour", "per_day", "texts_per_hour", "texts_per_day"),
    ...numbers("fraud", "neighbours", "neighbours_within_s"),
    ...numbers("fraud", "by_hand_per_number_a_day", "by_hand_per_prefix_an_hour", "by_hand_per_hour", "by_hand_per_day"),
  ],
  fraud: [
    { part: "fraud", name: "countries", shape: "list" },
    { part: "fraud", name: "denied_prefixes", shape: "list" },
    { part: "fraud", name: "known_prefixes", shape: "pairs" },
  ],
  texting: [
    { part: "texting", name: "sender", shape: "text" },
    { part: "texting", name: "unclear_is_mobile", shape: "switch" },
    { part: "texting", name: "lookup", shape: "switch" },
  ],
};

const FIELDS: readonly Field[] = Object.values(GROUPS).flat();

export function draftOf(rules: RulesView): Draft {
  return Object.fromEntries(FIELDS.map(({ part, name, shape }) => [name, typed((rules[part] as Record<string, unknown>)[name], shape)]));
}

/** What was typed, as the API takes it. What does not read as a number is sent as it is: the server says what is accepted. */
export function bodyOf(draft: Draft, version: number): RulesBody {
  const part = (wanted: Part) =>
    Object.fromEntries(FIELDS.filter((field) => field.part === wanted).map(({ name, shape }) => [name, meant(draft[name] ?? "", shape)]));
  return { policy: part("policy") as Policy, fraud: part("fraud") as unknown as FraudRules, texting: part("texting") as TextRules, version };
}

function typed(value: unknown, shape: Shape): string | boolean {
  switch (shape) {
    case "switch":
      return value === true;
    case "clock":
      return clockOf(Number(value));
    case "list":
      return (value as string[]).join(", ");
    case "pairs":
      return Object.entries(value as Record<string, string>)
        .map(([prefix, kind]) => `${prefix} = ${kind}`)
        .join("\n");
    case "number":
    case "text":
    case "optional":
      return value === null || value === undefined ? "" : String(value as string | number);
  }
}

function meant(value: string | boolean, shape: Shape): unknown {
  if (typeof value === "boolean") return value;
  const text = value.trim();
  switch (shape) {
    case "clock":
      return minutesOf(text);
    case "list":
      return text.split(/[\s,;]+/).filter(Boolean);
    case "pairs":
      return Object.fromEntries(text.split("\n").filter((line) => line.trim() !== "").map(pairOf));
    case "optional":
      return text === "" ? null : numberOf(text);
    case "number":
      return numberOf(text);
    case "text":
    case "switch":
      return text;
  }
}

function numberOf(text: string): number | string {
  const number = Number(text.replace(",", "."));
  return text === "" || Number.isNaN(number) ? text : number;
}

function pairOf(line: string): [string, string] {
  const [prefix = "", kind = ""] = line.split("=");
  return [prefix.trim(), kind.trim()];
}

/** Minutes since midnight as a clock shows them; the end of the day is 24:00. */
export function clockOf(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

export function minutesOf(clock: string): number | string {
  const found = /^(\d{1,2}):(\d{2})$/.exec(clock);
  return found === null ? clock : Number(found[1]) * 60 + Number(found[2]);
}
