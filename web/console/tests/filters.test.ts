import { expect, test } from "vitest";

import { carried, type Filters, formatFilters, parseFilters, patched } from "../src/app/filters";
import { findsNumbers, whereNumbersAre } from "../src/app/session";
import type { Me } from "../src/api/types";
import { groupOf } from "../src/pages/cases/filter";
import { innerAddress } from "../src/pages/entry/SignInPage";

test("filters survive the way into the address and back", () => {
  const filters: Filters = { project: "2", q: "+380 67", outcome: "missed", reason: "queue_full", before: "2026-11-22T10:00:00+00:00|a/b&c" };

  expect(parseFilters(formatFilters(filters))).toEqual(filters);
});

test("an empty filter leaves the address", () => {
  expect(formatFilters({ project: "", q: undefined })).toBe("");
});

test("what the console does not know is dropped from the address", () => {
  expect(parseFilters("?evil=1&q=5")).toEqual({ q: "5" });
});

test("a search without a digit is none", () => {
  expect(parseFilters("?q=Anna&project=2")).toEqual({ project: "2" });
  expect(formatFilters({ q: "Anna" })).toBe("");
});

test("a list of cases that there is not is none", () => {
  expect(groupOf({ group: "nobodys" })).toBe("needs_person");
  expect(groupOf({ group: "nobodys", promise: "kept" })).toBeUndefined();
  expect(groupOf({ group: "due" })).toBe("due");
});

test("another page keeps the project and the number, not the page's own filters", () => {
  expect(carried({ project: "2", q: "67", outcome: "missed", call: "x" })).toEqual({ project: "2", q: "67" });
});

test.each([
  ["another call", { call: "b" }, { call: "b", project: "2" }],
  ["no call", { call: undefined, case: "7" }, { case: "7", project: "2" }],
  ["another call at a second of its own", { call: "b", t: "5" }, { call: "b", t: "5", project: "2" }],
  ["a case beside the call", { case: "7" }, { call: "a", t: "61", case: "7", project: "2" }],
])("a second in the address is one of the call that is open: %s", (_, patch, filters) => {
  expect(patched({ call: "a", t: "61", project: "2" }, patch)).toEqual(filters);
});

test("after signing in one lands inside the console only", () => {
  expect(innerAddress("/calls?outcome=missed")).toBe("/calls?outcome=missed");
  expect(innerAddress("//elsewhere")).toBe("/");
  expect(innerAddress("/\\elsewhere")).toBe("/");
  expect(innerAddress(undefined)).toBe("/");
});

test.each([
  ["/calls", true],
  ["/calls/blocked", true],
  ["/wall", true],
  ["/agents", false],
  ["/people", false],
  ["/", false],
])("whether a number is found on %s: %s", (pathname, finds) => {
  expect(findsNumbers(pathname)).toBe(finds);
});

test.each([
  [["see_calls", "see_cases", "manage_people"], "/calls"],
  [["see_cases", "see_settings"], "/cases"],
  [["see_trail"], null],
])("with %s a number is looked for on %s", (permissions, page) => {
  expect(whereNumbersAre({ permissions, scopes: {}, roles: [], agent_id: null } as unknown as Me)).toBe(page);
});
