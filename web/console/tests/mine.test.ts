import { describe, expect, test } from "vitest";

import type { Dialled, MyCall } from "../src/api/desk";
import type { LiveAgent, LiveCall } from "../src/api/types";
import { en } from "../src/messages/en";
import { cameOf, type LastCall, lastOf, mineOf, onwardOf, type Part, partIn } from "../src/pages/desk/mine";
import { agent, call } from "./board.test";

const ME = 1;
const OTHER = 2;
const talking = agent(ME, { state: "talking", call_id: "a" });
const wrapUp = agent(ME, { state: "wrap_up", call_id: "a" });
const notAnswering = agent(ME, { state: "not_answering" });
const withMe = call("a", { state: "talking", agent_id: ME, agent: "Agent 1" });
const withOther = call("a", { state: "talking", agent_id: OTHER, agent: "Agent 2", customer: "+38067•••••••" });
const rings = call("a", { state: "offering", agent_id: ME, customer: "+38067•••••••" });
const queued = call("a", { state: "queued" });
const consult = { agent_id: ME, agent: "Agent 1", number: null, talking: true };
const last = (patch: Partial<LastCall> = {}): LastCall => ({
  id: "a",
  project: "City Clinic",
  customer: "+380671234567",
  dialled: "+380441234567",
  outbound: false,
  spoke: true,
  asking: false,
  ended: true,
  disposition: null,
  ...patch,
});
const told = (patch: Partial<MyCall> = {}): MyCall => ({
  id: "a",
  project: "City Clinic",
  customer: "+380671234567",
  dialled: "+380441234567",
  ended: true,
  disposition: "Solved",
  ...patch,
});

describe("what a call is to me", () => {
  const CASES: [string, LiveCall | undefined, LiveAgent, LastCall | null, Part][] = [
    ["it rings at mine", rings, agent(ME, { state: "ringing", call_id: "a" }), last({ spoke: false }), "bound"],
    ["I speak", withMe, talking, last(), "with_me"],
    ["it is on hold", { ...withMe, state: "on_hold" }, talking, last(), "with_me"],
    ["my page is loaded again", { ...withMe, state: "awaiting_agent" }, talking, last(), "bound"],
    ["a colleague asks me", { ...withOther, state: "consulting", consult }, talking, last(), "asked"],
    ["I wrap it up and nobody is on it", undefined, wrapUp, last(), "over"],
    ["I wrap it up and a colleague is on it", withOther, wrapUp, last(), "went_on"],
    ["my wrap-up is over and a colleague is on it", withOther, agent(ME), last(), "went_on"],
    ["I let it ring out and it waits again", queued, notAnswering, last({ spoke: false }), "went_on"],
    ["I let it ring out and a colleague is on it", withOther, notAnswering, last({ spoke: false }), "went_on"],
    ["I let it ring out and the customer has gone", undefined, notAnswering, last({ spoke: false }), "over"],
    ["it goes on where I cannot see it", undefined, wrapUp, last({ ended: false }), "went_on"],
  ];

  test.each(CASES)("%s", (_name, seen, me, shown, part) => {
    expect(partIn(seen, me, shown)).toBe(part);
  });

  test("a call that I wrap up is not mine any more where it goes on", () => {
    const calls = new Map([["a", withOther]]);

    expect(mineOf(calls, wrapUp)).toBeUndefined();
    expect(mineOf(new Map([["a", rings]]), agent(ME, { state: "ringing", call_id: "a" }))).toBe(rings);
  });
});

describe("what the desk shows", () => {
  test("after a reload in wrap-up: what the server says of the call, with what I said came of it", () => {
    expect(lastOf(undefined, told(), wrapUp, null)).toEqual(last({ disposition: "Solved" }));
  });

  test("after a reload in the call: what was saved of it is known again", () => {
    expect(lastOf(withMe, told({ ended: false }), talking, null)).toEqual(last({ disposition: "Solved" }));
  });

  test("a call that was only rung has nothing that could come of it", () => {
    const shown = lastOf(rings, null, agent(ME, { state: "ringing", call_id: "a" }), null);

    expect(shown).toMatchObject({ id: "a", spoke: false });
    expect(lastOf(undefined, null, notAnswering, shown)).toBe(shown);
  });

  test("the number of a call that I have spoken on stays, whoever has the call", () => {
    const shown = lastOf(withMe, null, talking, null);

    expect(lastOf(mineOf(new Map([["a", withOther]]), wrapUp), null, wrapUp, shown)?.customer).toBe("+380671234567");
  });

  test("the next call takes the place of the last one, whatever was told of that", () => {
    const next = call("b", { state: "offering", agent_id: ME });

    expect(lastOf(next, told(), agent(ME, { state: "ringing", call_id: "b" }), last())).toMatchObject({ id: "b", spoke: false, disposition: null });
  });

  test("what was said stays when wrap-up is over", () => {
    const shown = lastOf(undefined, told(), wrapUp, null);

    expect(lastOf(undefined, null, agent(ME), shown)).toBe(shown);
  });
});

test.each([
  [withOther, "agent"],
  [queued, "waits"],
  [{ ...queued, state: "offering", agent: "Agent 2" }, "waits"],
  [{ ...queued, state: "talking_outside" }, "outside"],
  [{ ...queued, state: "taken_over" }, "supervisor"],
  [{ ...queued, state: "dismissing" }, "unknown"],
  [undefined, "unknown"],
] as [LiveCall | undefined, string][])("who has it now", (seen, onward) => {
  expect(onwardOf(seen)).toBe(onward);
});

describe("what came of a call that I dialled", () => {
  const calls = call("a", { state: "ringing_customer", direction: "outbound", agent_id: ME });

  test("who dialled is remembered as such once the call is over", () => {
    const shown = lastOf(calls, null, agent(ME, { state: "ringing", call_id: "a" }), null);

    expect(lastOf(undefined, null, agent(ME), shown)).toMatchObject({ outbound: true, spoke: false });
  });

  test.each<[Dialled | undefined, string]>([
    [{ ended: true, reason: "busy", no_way_out: false }, "The number is busy."],
    [{ ended: true, reason: "rejected", no_way_out: false }, "The call was declined."],
    [{ ended: true, reason: "invalid_number", no_way_out: false }, "There is no such number."],
    [{ ended: true, reason: "failed", no_way_out: true }, "The call found no way out: every trunk that was tried failed. Tell your supervisor."],
    [{ ended: true, reason: "failed", no_way_out: false }, "The call did not get through to the number."],
    [{ ended: true, reason: null, no_way_out: false }, ""],
    [{ ended: false, reason: null, no_way_out: false }, ""],
    [undefined, ""],
  ])("%j", (dialled, sentence) => {
    expect(cameOf(dialled, en)).toBe(sentence);
  });
});
