/** What codes are called, in the viewer's language. */

/** `uk, en` as `Ukrainian, English`; empty while one of them is no code. */
export function languageHint(codes: readonly string[], viewer: string): string {
  const names = codes.map((code) => nameOf("language", code, viewer));
  return names.includes("") ? "" : names.join(", ");
}

/** Empty too for what is another code's by-name, such as UK for GB: the API takes the code. */
export function regionHint(code: string, viewer: string): string {
  const name = nameOf("region", code, viewer);
  return name === "" || new Intl.Locale(`und-${code}`).region !== code.toUpperCase() ? "" : name;
}

function nameOf(type: "language" | "region", code: string, viewer: string): string {
  try {
    const name = new Intl.DisplayNames([viewer], { type, fallback: "none" }).of(code) ?? "";
    return name;
  } catch {
    return "";
  }
}
