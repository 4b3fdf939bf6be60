import { use } from "react";

import type { Language } from "../catalogue";
import { useSpeech } from "../use";
import type { setUpEn } from "./en";

/** What every language must say on the pages of set-up. */
export type SetUpWords = typeof setUpEn;

async function load(language: Language): Promise<SetUpWords> {
  switch (language) {
    case "en":
      return (await import("./en")).setUpEn;
    case "ru":
      return (await import("./ru")).setUpRu;
    case "uk":
      return (await import("./uk")).setUpUk;
  }
}

const loaded = new Map<Language, Promise<SetUpWords>>();

/** A load that failed is tried again the next time somebody asks. */
function wordsOf(language: Language): Promise<SetUpWords> {
  const known = loaded.get(language);
  if (known !== undefined) return known;
  const asked = load(language);
  loaded.set(language, asked);
  asked.catch(() => loaded.delete(language));
  return asked;
}

/** The words of set-up in the language that is spoken; whoever asks first waits for them to be fetched. */
export function useSetUpWords(): SetUpWords {
  return use(wordsOf(useSpeech().language));
}
