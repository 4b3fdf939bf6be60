/** What codes are called, in the viewer's language. */

/** `uk, en` as `Ukrainian, English`; empty while one of them is no code. */
export function languageHint(codes: readonly string[], viewer: string): string {
  const names = codes.map((code) => nameOf("language", code, viewer));
  return names.includes("") ? "" : names.join(", ");
}

export function regionHint(code: string, viewer: string): string {
  return nameOf("region", code, viewer);
}

function nameOf(type: "language" | "region", code: string, viewer: string): string {
  try {
    const name = new Intl.DisplayNames([viewer], { type, fallback: "none" }).of(code) ?? "";
    return name;
  } catch {
    return "";
  }
}
