import type { LiveAgent } from "../api/types";

/** What signing out now would do to the customer I speak with: my phone is in the page, or it stays on the desk. Null: nothing. */
export function whatEnds(agent: Pick<LiveAgent, "state"> | undefined, phone: string | null | undefined): "page" | "desk" | null {
  if (agent?.state !== "talking") return null;
  return phone === "browser" ? "page" : "desk";
}
