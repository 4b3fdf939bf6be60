import { expect, test } from "vitest";

import { draftOf, thresholdOf, thresholdsOf } from "../src/pages/wall/thresholds";

const BEFORE = { longest_wait_s: 120, service_level_percent: null, window_minutes: 30, fewest_entries: 5, nobody: "open" } as const;

test("what is saved comes back as it was", () => {
  expect(thresholdsOf(draftOf(BEFORE))).toEqual(BEFORE);
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
