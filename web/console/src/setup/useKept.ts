import { useState } from "react";

import type { Thing } from "../api/setup";
import { useDraft } from "../shared/useDraft";
import { type Draft, draftOf, type Field, same, type Spec } from "./fields";

/** What was typed, and what it began from. Kept in the tab through a reload and while one is elsewhere; a secret never is. */
export interface Kept {
  version: string | null;
  base: Spec | null;
  draft: Draft;
}

/** What is typed about `thing`, or about a new one that begins as `initial`. While nothing is typed it follows what others save. */
export function useKept(about: string, thing: Thing | null, initial: Spec, fields: readonly Field[]) {
  const stored = useDraft(`setup ${about}`);
  const fresh = begun(thing, initial, fields);
  const [before] = useState(() => restored(stored.text));
  const [kept, setKept] = useState<Kept>(before ?? fresh);
  const dirty = !same(kept.draft, draftOf(kept.base ?? initial, fields));
  if (!dirty && thing !== null && !(kept.version === fresh.version && same(kept.base, fresh.base))) setKept(fresh);
  return {
    ...kept,
    dirty,
    restored: before !== null && dirty,
    put: (next: Kept) => {
      setKept(next);
      stored.type(JSON.stringify(next));
    },
    /** Nothing is typed any more. */
    settle: (next: Kept = fresh) => {
      setKept(next);
      stored.letGo();
    },
  };
}

export function begun(thing: Thing | null, initial: Spec, fields: readonly Field[]): Kept {
  return { version: thing?.version ?? null, base: thing?.spec ?? null, draft: draftOf(thing?.spec ?? initial, fields) };
}

function restored(text: string): Kept | null {
  if (text === "") return null;
  try {
    return JSON.parse(text) as Kept;
  } catch {
    return null;
  }
}
