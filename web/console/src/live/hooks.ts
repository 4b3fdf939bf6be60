import { useRef, useState, useSyncExternalStore } from "react";

import type { LiveAgent, LiveCall, LiveQueue } from "../api/types";
import type { Floor } from "./board";
import { sameList, stillOrder } from "./order";
import { type Link, liveStore } from "./store";

/** A view's own cut of the floor; drawn again only when the cut itself changes. */
export function useFloor<T>(select: (floor: Floor) => T): T {
  return useSyncExternalStore(liveStore.subscribe, () => select(liveStore.floor));
}

/** Like useFloor for a list: the same items in the same order are the same list. */
export function useFloorList<T>(select: (floor: Floor) => readonly T[]): readonly T[] {
  const last = useRef<readonly T[]>([]);
  return useSyncExternalStore(liveStore.subscribe, () => {
    const next = select(liveStore.floor);
    if (!sameList(last.current, next)) last.current = next;
    return last.current;
  });
}

export function useLink(): Link {
  return useSyncExternalStore(liveStore.subscribe, () => liveStore.link);
}

export const useLiveCall = (id: string): LiveCall | undefined => useFloor((floor) => floor.calls.get(id));
export const useLiveAgent = (id: string): LiveAgent | undefined => useFloor((floor) => floor.agents.get(id));
export const useLiveQueue = (id: string): LiveQueue | undefined => useFloor((floor) => floor.queues.get(id));

/** The row, or the last one known after it left the floor; `gone` says which. */
export function useLastKnown<Row>(row: Row | undefined): { row: Row | undefined; gone: boolean } {
  const [last, setLast] = useState(row);
  if (row !== undefined && row !== last) setLast(row);
  return { row: row ?? last, gone: row === undefined };
}

export interface StillOrder {
  ids: readonly string[];
  /** To be spread on the element that holds the rows. */
  hold: {
    onPointerEnter: () => void;
    onPointerLeave: () => void;
    onFocus: () => void;
    onBlur: (event: React.FocusEvent) => void;
  };
}

/** Keeps rows where they are while the pointer or the keyboard is among them. */
export function useStillOrder(wanted: readonly string[]): StillOrder {
  const [hovered, setHovered] = useState(false);
  const [focused, setFocused] = useState(false);
  const [shown, setShown] = useState<readonly string[]>(wanted);
  const next = stillOrder(shown, wanted, hovered || focused);
  if (next !== shown) setShown(next);
  return {
    ids: next,
    hold: {
      onPointerEnter: () => setHovered(true),
      onPointerLeave: () => setHovered(false),
      onFocus: () => setFocused(true),
      onBlur: (event) => setFocused(event.currentTarget.contains(event.relatedTarget)),
    },
  };
}
