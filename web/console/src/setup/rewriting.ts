/** A number that begins with `begins` has `becomes` in its place. */
export interface Rule {
  begins: string;
  becomes: string;
}

/** The first rule that fits is used; an empty beginning fits every number. As the switch's dialplan does it. */
export function rewritten(rules: readonly Rule[], number: string): string {
  const rule = rules.find(({ begins }) => number.startsWith(begins));
  return rule === undefined ? number : rule.becomes + number.slice(rule.begins.length);
}
