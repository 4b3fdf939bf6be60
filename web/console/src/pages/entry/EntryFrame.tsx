import type { ReactNode } from "react";

import { LanguageSwitch } from "../../app/LanguageSwitch";
import { useWords } from "../../messages/use";

/** The frame of the pages one sees before one is signed in. */
export function EntryFrame({ title, children }: { title: string; children: ReactNode }) {
  const words = useWords();
  return (
    <main className="entry">
      <p className="brand">{words.app.name}</p>
      <h1>{title}</h1>
      {children}
      <footer className="entry-foot">
        <LanguageSwitch />
      </footer>
    </main>
  );
}
