import { describe, expect, test } from "vitest";

import type { Deed } from "../src/api/people";
import { en } from "../src/messages/en";
import { deedText, detailLines, endingOf, throughText } from "../src/pages/trail/deed";
import { trailFilters } from "../src/pages/trail/filter";
import { isComplete, lacksFactor, sameRoles, standingOf } from "../src/pages/people/roles";

const DEED: Deed = {
  id: 1,
  at: "2026-11-22T10:00:00Z",
  user_id: 7,
  user: "Anna",
  through: "session:0123456789ab",
  peer: "203.0.113.7",
  action: "POST /api/users",
  what: "",
  project_id: null,
  status: 201,
  detail: {},
};

test.each([
  ["POST /api/users", 201, "done"],
  ["POST /api/users", 403, "forbidden"],
  ["POST /api/calls/{id}/hold", 409, "conflict"],
  ["POST /api/users", 422, "wrong"],
  ["POST /api/users", 503, "failed"],
  ["sign_in", null, "done"],
  ["sign_in_refused", null, "forbidden"],
])("%s with %s is %s", (action, status, ending) => {
  expect(endingOf({ ...DEED, action, status })).toBe(ending);
});

test("a deed stands in words, one that nobody knows yet as it came", () => {
  expect(deedText(DEED, en)).toBe("Invited somebody");
  expect(deedText({ ...DEED, action: "PUT /api/new" }, en)).toBe("PUT /api/new");
});

test("through what somebody came is said, and nothing where it is not known", () => {
  const said = ["session:01", "token:7", ""].map((through) => throughText({ ...DEED, through }, en));

  expect(said).toEqual(["session 01", "API token 7", ""]);
});

test("what is known besides has a line for each", () => {
  expect(detailLines({ ...DEED, detail: { tries: 100, names: ["admin"], why: "left" } })).toEqual([
    ["tries", "100"],
    ["names", '["admin"]'],
    ["why", "left"],
  ]);
});

describe("the days of the address", () => {
  test("are whole days of the viewer's", () => {
    const { from, to } = trailFilters({ since: "2026-11-22", till: "2026-11-22" });

    expect([from, to]).toEqual([new Date(2026, 10, 22).toISOString(), new Date(2026, 10, 23).toISOString()]);
  });

  test("that are no days filter nothing", () => {
    expect(trailFilters({ since: "yesterday", till: "2026-11" })).toMatchObject({ from: undefined, to: undefined });
  });
});

describe("roles", () => {
  test("are complete with an agent where somebody takes calls", () => {
    const agent = [{ role: "agent" as const, project_id: null }];

    expect([isComplete(agent, null), isComplete(agent, 7), isComplete([], 7)]).toEqual([false, true, false]);
  });

  test("are the same in any order", () => {
    const one = { role: "quality" as const, project_id: 1 };
    const other = { role: "trainer" as const, project_id: null };

    expect([sameRoles([one, other], [other, one]), sameRoles([one], [other])]).toEqual([true, false]);
  });

  test("leave somebody without a password invited, and somebody deactivated out", () => {
    const person = { id: 1, name: "Anna", roles: [], agent_id: null, active: true, can_sign_in: true, second_factor: false };
    const people = [person, { ...person, can_sign_in: false }, { ...person, active: false }];

    expect(people.map(standingOf)).toEqual(["active", "invited", "inactive"]);
    expect([...people, { ...person, second_factor: true }].map(lacksFactor)).toEqual([true, false, false, false]);
  });
});
