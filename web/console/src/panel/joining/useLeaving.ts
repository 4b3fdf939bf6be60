import type { LiveCall } from "../../api/types";
import { useMyHearing } from "./hooks";
import { joiner } from "./joiner";
import { useSure } from "./useSure";

/** Leaves the call, if I am on it. Who has taken it over is asked again: the customer would be left with nobody. */
export function useLeaving(call: LiveCall): { armed: boolean; leave: () => void } {
  const mine = useMyHearing(call);
  const go = () => void joiner.leave(call.id);
  const { armed, press } = useSure(go);
  if (mine === undefined) return { armed: false, leave: () => undefined };
  return mine.depth === "take_over" ? { armed, leave: press } : { armed: false, leave: go };
}
