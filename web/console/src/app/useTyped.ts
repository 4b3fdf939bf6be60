import { useEffect, useRef, useState } from "react";

const SETTLE_MS = 250;

export interface Typed {
  typed: string;
  type: (text: string) => void;
  /** At once, as Enter does. */
  look: () => void;
}

/** Typed text that reaches the address once typing rests, and follows the address when that changes by itself. `searchOf`: what is looked for by
 * what is typed. */
export function useTyped(address: string, searchOf: (typed: string) => string, commit: (search: string) => void): Typed {
  const [typed, setTyped] = useState(address);
  const [seen, setSeen] = useState(address);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  if (address !== seen) {
    setSeen(address);
    if (searchOf(typed) !== address) setTyped(address);
  }
  useEffect(() => () => clearTimeout(timer.current), []);
  const type = (text: string) => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => commit(searchOf(text)), SETTLE_MS);
  };
  const look = () => {
    clearTimeout(timer.current);
    commit(searchOf(typed));
  };
  return { typed, type, look };
}
