import type { Deed } from "../../api/people";
import type { Messages } from "../../messages/catalogue";

/** What was done, in words; a deed that this console does not know yet stands as it came. */
export function deedText({ action }: Deed, { trail }: Messages): string {
  return trail.actions[action] ?? action;
}

export type Ending = "done" | "forbidden" | "conflict" | "wrong" | "failed";

const REFUSALS = ["sign_in_refused", "token_refused", "link_refused", "code_refused", "listening_refused"];

/** How it ended. */
export function endingOf({ action, status }: Deed): Ending {
  if (REFUSALS.includes(action) || status === 403) return "forbidden";
  if (status === 409) return "conflict";
  if (status === null || status < 400) return "done";
  return status < 500 ? "wrong" : "failed";
}

/** By which session or token, as the trail names it: "session:1a2b" or "token:7". */
export function throughText({ through }: Deed, { trail }: Messages): string {
  const [kind, name] = through.split(":");
  if (name === undefined) return "";
  return kind === "token" ? trail.token(name) : trail.session(name);
}

/** What is known besides, a line for each. */
export function detailLines({ detail }: Deed): [string, string][] {
  return Object.entries(detail).map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]);
}
