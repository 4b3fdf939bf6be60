import type { Then } from "../../api/caseTypes";
import type { Messages } from "../../messages/catalogue";
import { wordFor } from "../../messages/use";

/** What happened, in one line: what it was, then what came of it. */
export function lineOf(then: Then, words: Messages): string {
  switch (then.kind) {
    case "call": {
      const came = [then.outcome && wordFor(words.outcome, then.outcome), then.reason && wordFor(words.reason, then.reason), then.agent, then.disposition];
      return line(wordFor(words.direction, then.direction), came);
    }
    case "case":
      return line(words.cases.panel, [
        then.close_reason ? wordFor(words.cases.closeReason, then.close_reason) : wordFor(words.cases.status, then.status),
      ]);
    case "text":
      return line(wordFor(words.texts.directions, then.direction), [then.body, then.detail && wordFor(words.texts.why, then.detail)]);
  }
}

function line(what: string, came: readonly (string | null)[]): string {
  const said = came.filter(Boolean).join(", ");
  return said === "" ? what : `${what}: ${said}`;
}
