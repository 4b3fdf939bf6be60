import { expect, test } from "vitest";

import type { CallState, Depth } from "../src/api/types";
import { offeredIn } from "../src/call/offered";
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
  ["awaiting_agent", "barge", "customer"],
  ["returning", "barge", "customer"],
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

test("who has taken a call over goes no less deep: they hand it on, leave it or end it", () => {
  const depths: Depth[] = ["listen", "whisper", "barge", "take_over"];

  expect(depths.filter((depth) => isOffered(depth, "taken_over", "take_over"))).toEqual([]);
  expect(depths.filter((depth) => isOffered(depth, "taken_over", "listen"))).toEqual(["listen", "whisper", "barge"]);
});

test.each<[CallState, string[]]>([
  ["talking", ["hold", "transfer", "askFirst", "muteRecording"]],
  ["on_hold", ["hold", "transfer", "askFirst", "muteRecording"]],
  ["taken_over", ["transfer", "muteRecording"]],
  ["talking_outside", ["muteRecording"]],
  ["queued", []],
  ["awaiting_agent", []],
])("in the state %s a call is offered what works: %s", (state, works) => {
  const offered = Object.entries(offeredIn(state));

  expect(offered.flatMap(([what, can]) => (can ? [what] : []))).toEqual(works);
});
