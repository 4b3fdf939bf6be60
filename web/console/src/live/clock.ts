import { useSyncExternalStore } from "react";

import { liveStore } from "./store";

/** One heartbeat for all running timers: they turn over together, once a second. */
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => listeners.forEach((each) => each()), 1_000);
  return () => leave(listener);
}

function leave(listener: () => void): void {
  listeners.delete(listener);
  if (listeners.size > 0) return;
  clearInterval(timer);
  timer = undefined;
}

/** The server's time in whole seconds. While the link is lost it stands still: what is shown is the state of then. */
export function useServerSecond(): number {
  return useSyncExternalStore(subscribe, serverSecond);
}

function serverSecond(): number {
  const { link, floor, heardAt } = liveStore;
  const browser = link.kind === "lost" ? heardAt : Date.now();
  return Math.floor((browser + floor.clockAhead) / 1_000);
}

/** Seconds on this browser's own clock, running whether or not the link is up. */
export function useBrowserSecond(): number {
  return useSyncExternalStore(subscribe, () => Math.floor(Date.now() / 1_000));
}

/** The viewer's day, as `Date.toDateString` writes it. */
export function useToday(): string {
  return useSyncExternalStore(subscribe, () => new Date().toDateString());
}
