import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { type Counted, COUNTED, draftOf, LIMITS, thresholdOf, thresholdsOf } from "../src/pages/wall/thresholds";

interface Range {
  minimum?: number;
  maximum?: number;
  /** Where it may be left out. */
  anyOf?: Range[];
}

interface Described {
  components: { schemas: { Thresholds: { properties: Record<Counted, Range> } } };
}

const BEFORE = { longest_wait_s: 120, service_level_percent: null, window_minutes: 30, fewest_entries: 5, nobody: "open" } as const;

test("what is saved comes back as it was", () => {
  expect(thresholdsOf(draftOf(BEFORE))).toEqual(BEFORE);
});

test("from what to what a number may be is what the service says", () => {
  const openapi = JSON.parse(readFileSync(new URL("../../openapi.json", import.meta.url), "utf8")) as Described;
  const { properties } = openapi.components.schemas.Thresholds;
  const said = COUNTED.map((key) => {
    const { anyOf: [number] = [properties[key]] } = properties[key];
    return [key, [number?.minimum, number?.maximum]];
  });

  expect(Object.fromEntries(said)).toEqual(LIMITS);
});

test.each([
  ["longest_wait_s", "60", 60],
  ["longest_wait_s", " 5 ", 5],
  ["longest_wait_s", "", undefined],
  ["longest_wait_s", "4", undefined],
  ["longest_wait_s", "3601", undefined],
  ["longest_wait_s", "1e3", undefined],
  ["service_level_percent", "", null],
  ["service_level_percent", "80", 80],
  ["service_level_percent", "-3", undefined],
  ["service_level_percent", "500", undefined],
  ["service_level_percent", "80.5", undefined],
  ["window_minutes", "241", undefined],
  ["fewest_entries", "0", undefined],
] as const)("%s typed as '%s' is read as %s", (key, typed, read) => {
  expect(thresholdOf(key, typed)).toBe(read);
});

test("nothing is saved while something is not accepted", () => {
  expect(thresholdsOf({ ...draftOf(BEFORE), service_level_percent: "500" })).toBeNull();
});
