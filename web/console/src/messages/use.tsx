import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";

import { type Language, loadMessages, type Messages, pickLanguage } from "./catalogue";
import { en } from "./en";

const STORED = "ringback.language";

interface Speech {
  language: Language;
  words: Messages;
  speak: (language: Language) => void;
}

let now: Messages = en;

/** The words of the language that the page speaks now, for what is not drawn by itself: a component has `useWords`, and
 * is drawn anew when the language changes. */
export function wordsNow(): Messages {
  return now;
}

const SpeechContext = createContext<Speech>({ language: "en", words: en, speak: () => undefined });

export function SpeechProvider({ children }: { children: ReactNode }) {
  const [spoken, setSpoken] = useState<{ language: Language; words: Messages } | null>(null);
  const [wanted, speak] = useState<Language>(() => pickLanguage(localStorage.getItem(STORED), navigator.languages));

  useEffect(() => {
    let current = true;
    void loadMessages(wanted).then((loaded) => {
      if (!current) return;
      now = loaded;
      setSpoken({ language: wanted, words: loaded });
    });
    localStorage.setItem(STORED, wanted);
    document.documentElement.lang = wanted;
    return () => void (current = false);
  }, [wanted]);

  const speech = useMemo(() => spoken && { ...spoken, speak }, [spoken]);
  return speech && <SpeechContext value={speech}>{children}</SpeechContext>;
}

export function useSpeech(): Speech {
  return useContext(SpeechContext);
}

export function useWords(): Messages {
  return useSpeech().words;
}

/** The word for a value of the API; a value that this console does not know yet is shown as it came. */
export function wordFor(words: Record<string, string>, value: string): string {
  return words[value] ?? value;
}
