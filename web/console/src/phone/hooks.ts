import { useCallback, useEffect, useState, useSyncExternalStore } from "react";

import { watchLevel } from "./devices";
import { phone } from "./phone";
import { type LineState, phoneStore, type PhoneState } from "./store";

/** A view's own cut of what the phone in this page does. */
export function usePhone<T>(select: (state: PhoneState) => T): T {
  return useSyncExternalStore(phoneStore.subscribe, () => select(phoneStore.state));
}

export interface Line {
  state: LineState;
  /** What comes over it from 0 to 1, ten times a second. */
  level: number;
  /** Dials it and keeps it up: to be called by a click, since a page may make no sound before one. */
  open: () => void;
  close: () => void;
}

/** The line of a supervisor: a call to the switch that stays up, over which live calls are heard. */
export function useLine(): Line {
  const state = usePhone((each) => each.line);
  const heard = usePhone((each) => each.heard);
  const level = useLevel(heard);
  const open = useCallback(() => void phone.keepLine(), []);
  const close = useCallback(() => phone.leaveLine(), []);
  return { state, level, open, close };
}

/** How loud a stream is now, from 0 to 1. */
export function useLevel(stream: MediaStream | null): number {
  const [level, setLevel] = useState(0);
  useEffect(() => {
    if (stream === null) return undefined;
    const stop = watchLevel(stream, setLevel);
    return () => {
      stop();
      setLevel(0);
    };
  }, [stream]);
  return level;
}
