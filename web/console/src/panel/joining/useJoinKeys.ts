import { useEffect, useRef } from "react";

import { DEPTHS } from "./hearing";
import type { Depth } from "../../api/types";

interface JoinKeys {
  depth: (depth: Depth) => void;
  leave: () => void;
}

/** A tick or a slider takes no digits. */
const WRITES = "input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable], [role=dialog], [role=menu]";

/** 1 to 4 are the depths, 0 and Escape leave; anywhere on the page but where somebody types or chooses. */
export function useJoinKeys(keys: JoinKeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (isMeantElsewhere(event)) return;
      const depth = DEPTHS[Number(event.key) - 1];
      if (depth !== undefined) latest.current.depth(depth);
      else if (event.key === "0" || event.key === "Escape") latest.current.leave();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, []);
}

function isMeantElsewhere(event: KeyboardEvent): boolean {
  const { target } = event;
  const chord = event.altKey || event.ctrlKey || event.metaKey || event.repeat || event.defaultPrevented;
  return chord || (target instanceof Element && target.closest(WRITES) !== null);
}
