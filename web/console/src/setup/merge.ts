import { same, type Spec } from "./fields";

/** Two people have changed one thing: what each made of it, field by field. */
export type Whose = "theirs" | "yours";

export interface Clash {
  field: string;
  theirs: unknown;
  yours: unknown;
  /** Whose it is unless somebody decides otherwise: yours where only you, or both, have changed it. */
  taken: Whose;
}

/** The fields in which they differ. `base` is what you began from; without it all that differs is yours. */
export function clashes(base: Spec | null, theirs: Spec, yours: Spec): Clash[] {
  const names = [...new Set([...Object.keys(theirs), ...Object.keys(yours)])];
  return names
    .filter((name) => !same(theirs[name], yours[name]))
    .map((name) => ({
      field: name,
      theirs: theirs[name],
      yours: yours[name],
      taken: base !== null && same(base[name], yours[name]) ? "theirs" : "yours",
    }));
}

/** Theirs, with yours on top where it was taken. */
export function merged(theirs: Spec, found: readonly Clash[]): Spec {
  return { ...theirs, ...Object.fromEntries(found.filter(({ taken }) => taken === "yours").map(({ field, yours }) => [field, yours])) };
}
