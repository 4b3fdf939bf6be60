import { same, type Spec } from "../../setup/fields";

/** `typed` with the form begun otherwise: `to` instead of `from`. What was typed stays, whatever either begins with. */
export function begunAs(typed: Spec, from: Spec, to: Spec): Spec {
  const kept = Object.entries(typed).filter(([name, value]) => !same(value, from[name]));
  return { ...to, ...Object.fromEntries(kept) };
}
