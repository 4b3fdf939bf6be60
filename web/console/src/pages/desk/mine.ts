import type { Dialled, MyCall } from "../../api/desk";
import type { CallState, LiveAgent, LiveCall } from "../../api/types";
import type { Messages } from "../../messages/catalogue";

const CONVERSATION: ReadonlySet<CallState> = new Set(["talking", "on_hold", "asking", "consulting", "consult_held"]);
const WAITING: ReadonlySet<CallState> = new Set(["queued", "offering", "connecting", "awaiting_agent", "returning"]);

/** What a call is to me: a colleague asks me about it, it is not in conversation with me (yet, or just now), it is, it
 * goes on without me, or nobody is on it any more. */
export type Part = "asked" | "bound" | "with_me" | "went_on" | "over";

/** What is shown of the call that I am on, or have had last. */
export interface LastCall {
  id: string;
  project: string | null;
  customer: string | null;
  dialled: string;
  /** I called them, and not they me. */
  outbound: boolean;
  /** I have been in conversation on it. */
  spoke: boolean;
  /** Somebody was being asked when it was last seen. */
  asking: boolean;
  /** Once it is not on the floor any more: whether it has ended for everybody, and has not only gone out of my sight. */
  ended: boolean;
  /** What I have said came of it, as far as the server has told. */
  disposition: string | null;
}

const asksMe = (call: LiveCall, agent: LiveAgent): boolean => call.consult?.agent_id === agent.id;

/** I wrap up a call that may well go on with somebody else. */
function isMine(call: LiveCall, agent: LiveAgent): boolean {
  return call.agent_id === agent.id || asksMe(call, agent) || (call.id === agent.call_id && agent.state !== "wrap_up");
}

/** The call that binds me, if any. */
export function mineOf(calls: ReadonlyMap<string, LiveCall>, agent: LiveAgent): LiveCall | undefined {
  return [...calls.values()].find((each) => isMine(each, agent));
}

/** `call` is as it is on the floor, undefined where it is not there. */
export function partIn(call: LiveCall | undefined, agent: LiveAgent, last: LastCall | null): Part {
  if (call === undefined) return last === null || last.ended ? "over" : "went_on";
  if (asksMe(call, agent)) return "asked";
  if (!isMine(call, agent)) return "went_on";
  return call.agent_id === agent.id && CONVERSATION.has(call.state) ? "with_me" : "bound";
}

/** What to show from now on: the call that binds me, else the one that the server says I wrap up, else what was shown before. */
export function lastOf(call: LiveCall | undefined, told: MyCall | null, agent: LiveAgent, last: LastCall | null): LastCall | null {
  const shown = call === undefined || asksMe(call, agent) ? last : bound(call, agent, last);
  if (told === null || (shown !== null && call !== undefined && shown.id !== told.id)) return shown;
  const { id, project, customer, dialled, disposition } = told;
  const ended = call !== undefined || told.ended;
  const same = shown?.id === id ? shown : null;
  return { id, project, customer, dialled, outbound: same?.outbound ?? false, ended, disposition, spoke: true, asking: same?.asking ?? false };
}

function bound(call: LiveCall, agent: LiveAgent, last: LastCall | null): LastCall {
  const { id, project, customer, dialled, consult } = call;
  const same = last?.id === id ? last : null;
  const spoke = partIn(call, agent, last) === "with_me" || same?.spoke === true;
  const outbound = call.direction === "outbound";
  return { id, project, customer, dialled, outbound, spoke, asking: Boolean(consult), ended: true, disposition: same?.disposition ?? null };
}

export function sameLast(one: LastCall | null, other: LastCall | null): boolean {
  if (one === null || other === null) return one === other;
  return (Object.keys(one) as (keyof LastCall)[]).every((key) => one[key] === other[key]);
}

/** What came of a call that I dialled and on which nobody spoke with me; empty where that is not known (yet). */
export function cameOf(dialled: Dialled | undefined, words: Messages): string {
  if (!dialled?.ended || dialled.reason === null) return "";
  return (dialled.no_way_out ? words.cameOf.noWayOut : words.cameOf[dialled.reason]) ?? "";
}

/** With whom a call goes on that is not mine any more. */
export type Onward = "agent" | "waits" | "outside" | "supervisor" | "unknown";

export function onwardOf(call: LiveCall | undefined): Onward {
  switch (call?.state) {
    case undefined:
      return "unknown";
    case "talking_outside":
    case "dialling":
      return "outside";
    case "taken_over":
      return "supervisor";
    default:
      return whoHas(call);
  }
}

function whoHas(call: LiveCall | undefined): Onward {
  if (call === undefined) return "unknown";
  if (CONVERSATION.has(call.state) && call.agent !== null) return "agent";
  return WAITING.has(call.state) ? "waits" : "unknown";
}
