import { useSyncExternalStore } from "react";

import type { HeardBy, LiveCall } from "../../api/types";
import { useMe } from "../../app/me";
import { useFloor } from "../../live/hooks";
import { hearingOf } from "./hearing";
import { type Joined, joiner } from "./joiner";

export function useJoiner<T>(select: (state: Joined) => T): T {
  return useSyncExternalStore(joiner.subscribe, () => select(joiner.state));
}

/** How I am on this call, by the floor's word. */
export function useMyHearing(call: LiveCall | undefined): HeardBy | undefined {
  const me = useMe().id;
  return call && hearingOf(call, me);
}

/** The call that I am on. */
export function useJoinedCall(): LiveCall | undefined {
  const me = useMe().id;
  return useFloor((floor) => [...floor.calls.values()].find((call) => hearingOf(call, me) !== undefined));
}
