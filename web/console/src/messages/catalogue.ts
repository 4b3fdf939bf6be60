import { en } from "./en";

/** What every language must say. English is the shape; a missing or a spare key elsewhere does not compile. */
export type Messages = typeof en;

export const LANGUAGES = ["en", "ru", "uk"] as const;
export type Language = (typeof LANGUAGES)[number];

export const LANGUAGE_NAMES: Record<Language, string> = { en: "English", ru: "Русский", uk: "Українська" };

/** English is in the first load; the others come when they are wanted. */
export async function loadMessages(language: Language): Promise<Messages> {
  switch (language) {
    case "en":
      return en;
    case "ru":
      return (await import("./ru")).ru;
    case "uk":
      return (await import("./uk")).uk;
  }
}

/** The first of the browser's languages that we speak. */
export function pickLanguage(stored: string | null, wanted: readonly string[]): Language {
  const candidates = [stored ?? "", ...wanted].map((tag) => tag.slice(0, 2).toLowerCase());
  return candidates.find(isLanguage) ?? "en";
}

function isLanguage(tag: string): tag is Language {
  return (LANGUAGES as readonly string[]).includes(tag);
}
