import type { Consent, Contact, ContactPatch } from "../../api/caseTypes";

/** A contact as it stands in a form: what there is none of is empty. */
export interface Typed {
  name: string;
  language: string;
  zone: string;
  consent: Consent;
  notes: string;
}

export const FIELDS = ["name", "language", "zone", "consent", "notes"] as const;
export const NOBODY: Typed = { name: "", language: "", zone: "", consent: "unknown", notes: "" };

export function typedOf({ name, language, zone, consent, notes }: Contact): Typed {
  return { name, language: language ?? "", zone: zone ?? "", consent, notes };
}

/** Only what is another now; an empty language or zone is none. */
export function changesOf(known: Typed, typed: Typed): ContactPatch {
  const changed = FIELDS.filter((field) => typed[field] !== known[field]);
  return Object.fromEntries(changed.map((field) => [field, orNone(field, typed[field])]));
}

export function orNone(field: keyof Typed, value: string): string | null {
  return value === "" && (field === "language" || field === "zone") ? null : value;
}
