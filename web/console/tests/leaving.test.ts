import { expect, test } from "vitest";

import type { AgentState } from "../src/api/types";
import { whatEnds } from "../src/app/leaving";

test.each<[AgentState | null, string | undefined, "page" | "desk" | null]>([
  ["talking", "browser", "page"],
  ["talking", "desk", "desk"],
  ["talking", undefined, "desk"],
  ["available", "browser", null],
  ["wrap_up", "browser", null],
  ["ringing", "browser", null],
  [null, "browser", null],
])("signing out while %s with the phone %s is asked about: %s", (state, phone, ends) => {
  expect(whatEnds(state === null ? undefined : { state }, phone)).toBe(ends);
});
