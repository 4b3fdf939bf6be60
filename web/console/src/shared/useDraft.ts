import { useState } from "react";

import { useMe } from "../app/me";

const STORED = "ringback.draft ";

export interface Draft {
  text: string;
  type: (text: string) => void;
  /** What is being sent is no draft any more, so that nobody finds it again and sends it twice; `type` takes it back. */
  letGo: () => void;
}

/** What somebody is typing about something: kept in their tab through a reload, and while something else is open. */
export function useDraft(about: string): Draft {
  const key = `${STORED}${useMe().id} ${about}`;
  const [text, setText] = useState(() => sessionStorage.getItem(key) ?? "");
  const letGo = () => sessionStorage.removeItem(key);
  const type = (typed: string) => {
    if (typed === "") letGo();
    else sessionStorage.setItem(key, typed);
    setText(typed);
  };
  return { text, type, letGo };
}

/** Of everybody who has used this tab: to be called when somebody leaves. */
export function forgetDrafts(): void {
  const keys = Array.from({ length: sessionStorage.length }, (_, index) => sessionStorage.key(index) ?? "");
  keys.filter((key) => key.startsWith(STORED)).forEach((key) => sessionStorage.removeItem(key));
}
