import { describe, expect, test } from "vitest";

import type { Alarm, LiveBroadcast } from "../src/api/types";
import { isUnread } from "../src/app/Said";
import { waitBefore } from "../src/live/backoff";
import { EMPTY_FLOOR } from "../src/live/board";
import { en } from "../src/messages/en";
import { ru } from "../src/messages/ru";
import { uk } from "../src/messages/uk";
import { alarmsOf } from "../src/pages/wall/select";
import { alarmSentence } from "../src/pages/wall/sentence";
import { newcomers } from "../src/pages/wall/sound";

const alarm = (id: string, patch: Partial<Alarm> = {}): Alarm => ({
  id,
  sentence: "The disk is full.",
  since: "2026-11-22T10:00:00Z",
  kind: "disk_full",
  project_id: null,
  project: null,
  data: {},
  acknowledged_by: null,
  acknowledged_at: null,
  ...patch,
});

describe("alarms", () => {
  test.each([en, ru, uk])("$language: a threshold is put in words, with everything that is known of it", (words) => {
    const level = alarm("x", { kind: "service_level", data: { queue: "Orders", percent: "61", target: "80" } });

    for (const each of ["Orders", "61", "80"]) expect(alarmSentence(level, words)).toContain(each);
    expect(alarmSentence(level, words)).not.toContain("{");
  });

  test.each([en, ru, uk])("$language: what is wrong with the installation is said with what is known of it", (words) => {
    const full = alarm("x", { data: { place: "/srv/archive", left: "412", floor: "500" } });

    for (const each of ["/srv/archive", "412", "500"]) expect(alarmSentence(full, words)).toContain(each);
  });

  test("what the console has no words for stands as the server says it", () => {
    expect(alarmSentence({ ...alarm("x"), kind: "of_tomorrow" }, uk)).toBe("The disk is full.");
  });

  test("what nobody has seen yet comes first, and the installation's is never filtered away", () => {
    const seen = alarm("seen", { acknowledged_by: "Maria", since: "2026-11-22T09:00:00Z" });
    const alarms = [seen, alarm("mine", { project_id: 1 }), alarm("theirs", { project_id: 2 })];
    const floor = { ...EMPTY_FLOOR, alarms: new Map(alarms.map((each) => [each.id, each])) };

    expect(alarmsOf(floor, (project) => project === "1").map(({ id }) => id)).toEqual(["mine", "seen"]);
  });

  test("only an alarm that was not there before is heard", () => {
    expect(newcomers(new Set(["a"]), ["a", "b"])).toEqual(["b"]);
    expect(newcomers(new Set(["a", "b"]), ["a"])).toEqual([]);
  });
});

test("a broadcast is shown to whom it is for until they have read it", () => {
  const said = { recipients: [1, 2], readers: [2] } as unknown as LiveBroadcast;

  expect([1, 2, 3].map((agent) => isUnread(said, agent))).toEqual([true, false, false]);
});

/** When a page that lost the server at 0 reaches it again, if it is back at `back`. Milliseconds. */
function returns(back: number, chance: () => number): number {
  let at = 0;
  for (let attempt = 0; at < back; attempt++) at += waitBefore(attempt, chance());
  return at;
}

test.each([1_000, 3_000, 20_000])("two hundred pages come back by themselves after %i ms, soon and spread out", (back) => {
  let seed = 7;
  const chance = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  const arrivals = Array.from({ length: 200 }, () => returns(back, chance));
  const busiest = Math.max(...arrivals.map((at) => arrivals.filter((each) => each >= at && each < at + 100).length));

  expect(Math.max(...arrivals) - back).toBeLessThanOrEqual(2 * back);
  expect(busiest).toBeLessThanOrEqual(60);
});
