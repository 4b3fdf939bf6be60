import { expect, test } from "vitest";

import type { AgentState, LiveQueue } from "../src/api/types";
import { canTakeBack, waitingFor } from "../src/pages/desk/asked";

const queue = (project: string, skills: string[], waiting: number, asked: Record<string, number> = { "": waiting }): LiveQueue => ({
  ...{ id: 1, name: "Any", project_id: 1, project, skills, waiting, asked, longest_since: null, free: 0, staffed: 0 },
  ...{ level: null, level_counted: 0, level_target: 80, level_minutes: 30 },
});

test.each<[string[], string[], number]>([
  [["City Clinic"], [], 1],
  [["City Clinic"], ["german"], 3],
  [["City Clinic"], ["german", "billing"], 7],
  [["City Clinic", "Quick Parcels"], ["german"], 11],
  [["Quick Parcels"], [], 8],
  [[], ["german", "billing"], 0],
])("callers wait for me whom I could take: projects %j, skills %j", (projects, skills, waiting) => {
  const queues = [queue("City Clinic", [], 1), queue("City Clinic", ["german"], 2), queue("City Clinic", ["billing", "german"], 4), queue("Quick Parcels", [], 8)];

  expect(waitingFor(queues, { projects, skills, languages: [] })).toBe(waiting);
});

test.each<[string[], number]>([
  [[], 7],
  [["en"], 1],
  [["uk"], 3],
  [["uk", "de"], 7],
])("callers wait for me whose language I speak: %j", (languages, waiting) => {
  const queues = [queue("City Clinic", [], 9, { "": 1, uk: 2, de: 4 })];

  expect(waitingFor(queues, { projects: ["City Clinic"], skills: [], languages })).toBe(waiting);
});

test.each<[AgentState, string | null, boolean]>([
  ["talking", "break", true],
  ["talking", "signed_out", true],
  ["ringing", "break", true],
  ["reserved", "break", true],
  ["wrap_up", "break", false],
  ["talking", null, false],
  ["available", null, false],
])("in %s, with %s asked for, it can be taken back: %s", (state, next, can) => {
  expect(canTakeBack({ state, next })).toBe(can);
});
