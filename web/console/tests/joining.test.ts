import { expect, test } from "vitest";

import type { CallState, Depth } from "../src/api/types";
import { type Audience, audienceOf, isOffered } from "../src/panel/joining/hearing";

const CASES: [CallState, Depth, Audience][] = [
  ["talking", "listen", "nobody"],
  ["talking", "whisper", "agent"],
  ["talking", "barge", "both"],
  ["on_hold", "whisper", "agent"],
  ["on_hold", "barge", "agent"],
  ["asking", "whisper", "agent"],
  ["consulting", "whisper", "agent"],
  ["consulting", "barge", "agent"],
  ["consult_held", "whisper", "agent"],
  ["consult_held", "barge", "agent"],
  ["talking_outside", "whisper", "nobody"],
  ["talking_outside", "barge", "customer_and_outside"],
  ["taken_over", "take_over", "customer"],
  ["taken_over", "whisper", "other"],
  ["taken_over", "barge", "customer_and_other"],
];

test.each(CASES)("in the state %s who wants to %s is heard by %s", (state, depth, audience) => {
  expect(audienceOf({ state }, { depth, waiting: false })).toBe(audience);
});

test.each(CASES)("in the state %s nobody hears who is to %s and still waits", (state, depth) => {
  expect(audienceOf({ state }, { depth, waiting: true })).toBe("nobody");
});

test("a call is taken over from an agent alone, and joined until it is about to end", () => {
  const states: CallState[] = ["queued", "talking", "on_hold", "consulting", "consult_held", "talking_outside", "taken_over", "dismissing"];

  expect(states.filter((state) => isOffered("take_over", state))).toEqual(["talking", "on_hold"]);
  expect(states.filter((state) => isOffered("listen", state))).not.toContain("dismissing");
});
