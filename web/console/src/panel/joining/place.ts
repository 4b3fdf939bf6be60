import { useSyncExternalStore } from "react";

/** Where I hear calls, kept in this browser: in the page, or at a phone of my own. */
export type Place = "page" | "phone";

const KEY = "ringback.line.place";
const listeners = new Set<() => void>();

export function listenAt(place: Place): void {
  localStorage.setItem(KEY, place);
  listeners.forEach((listener) => listener());
}

export const listensAt = (): Place => (localStorage.getItem(KEY) === "phone" ? "phone" : "page");

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useListensAt(): Place {
  return useSyncExternalStore(subscribe, listensAt);
}
