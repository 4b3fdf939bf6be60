import type { CallState, Depth, HeardBy, LiveCall, Permission } from "../../api/types";

/** Who hears somebody who has joined. `other`: who has taken the call over. `outside`: the number it was transferred to. */
export type Audience = "nobody" | "agent" | "customer" | "both" | "other" | "customer_and_other" | "customer_and_outside";

export const DEPTHS: readonly Depth[] = ["listen", "whisper", "barge", "take_over"];

/** What one has to be allowed for it. */
export const TAKES: Record<Depth, Permission> = { listen: "listen", whisper: "whisper", barge: "barge", take_over: "barge" };

export const needsMicrophone = (depth: Depth): boolean => depth !== "listen";

const TAKEN_FROM: ReadonlySet<CallState> = new Set(["talking", "on_hold"]);

/** The customer hears music, or somebody is asked: who is inside is heard by the agent alone. */
const WITH_AGENT: ReadonlySet<CallState> = new Set(["on_hold", "asking", "consulting", "consult_held"]);

/** The agent's page comes back, or not: who has barged in goes on with the customer meanwhile. */
const AGENT_AWAY: ReadonlySet<CallState> = new Set(["awaiting_agent", "returning"]);

/** Whether the call may be asked for it just now; the service has the last word. Who has taken it over stays so deep. */
export function isOffered(depth: Depth, state: CallState, mine?: Depth): boolean {
  if (mine === "take_over") return false;
  return depth === "take_over" ? TAKEN_FROM.has(state) : state !== "dismissing" && state !== "ended";
}

export function hearingOf(call: Pick<LiveCall, "heard_by">, user: number): HeardBy | undefined {
  return call.heard_by?.find((each) => each.user === user);
}

/** From how deep the floor says that they are, and who is in the conversation; never from what was asked for. */
export function audienceOf({ state }: Pick<LiveCall, "state">, { depth, waiting }: Pick<HeardBy, "depth" | "waiting">): Audience {
  if (waiting) return "nobody";
  switch (depth) {
    case "listen":
      return "nobody";
    case "whisper":
      return whisperedTo(state);
    case "barge":
    case "take_over":
      return insideOf(state, depth);
  }
}

/** There is nobody of ours to whisper to while the customer speaks with an outside number. */
function whisperedTo(state: CallState): Audience {
  if (state === "talking_outside") return "nobody";
  return state === "taken_over" ? "other" : "agent";
}

function insideOf(state: CallState, depth: Depth): Audience {
  if (WITH_AGENT.has(state)) return "agent";
  if (AGENT_AWAY.has(state)) return "customer";
  if (state === "talking_outside") return "customer_and_outside";
  if (state !== "taken_over") return "both";
  return depth === "take_over" ? "customer" : "customer_and_other";
}
