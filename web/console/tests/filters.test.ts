import { expect, test } from "vitest";

import { carried, type Filters, formatFilters, parseFilters } from "../src/app/filters";
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

test("another page keeps the project and the number, not the page's own filters", () => {
  expect(carried({ project: "2", q: "67", outcome: "missed", call: "x" })).toEqual({ project: "2", q: "67" });
});

test("after signing in one lands inside the console only", () => {
  expect(innerAddress("/calls?outcome=missed")).toBe("/calls?outcome=missed");
  expect(innerAddress("//elsewhere")).toBe("/");
  expect(innerAddress("/\\elsewhere")).toBe("/");
  expect(innerAddress(undefined)).toBe("/");
});
