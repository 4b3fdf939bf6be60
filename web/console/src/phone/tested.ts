import { useSyncExternalStore } from "react";

/** When the microphone was last tried out in this browser, so that the desk can say so. */

const KEY = "ringback.phone.tested";
const listeners = new Set<() => void>();

export function testedNow(): void {
  localStorage.setItem(KEY, new Date().toISOString());
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The instant of the last test; null where there was none. */
export function useLastTest(): string | null {
  return useSyncExternalStore(subscribe, () => localStorage.getItem(KEY));
}
