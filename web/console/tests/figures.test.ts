import { describe, expect, test } from "vitest";

import type { Alarm, AlarmKind, CallSummary } from "../src/api/types";
import { en } from "../src/messages/en";
import { ru } from "../src/messages/ru";
import { answeredShare } from "../src/pages/calls/describe";
import { missingSeconds } from "../src/pages/recordings/missing";
import { agentIds, alarmsOf, isWaiting, liveIds, longestSince, waitingIds } from "../src/pages/wall/select";
import { EMPTY_FLOOR, type Floor } from "../src/live/board";
import { lineOf, sentence } from "../src/panel/Timeline";
import { duration, moment, numberMatches, offsetIn } from "../src/shared/format";
import { agent, call } from "./board.test";

const floor = (patch: Partial<Floor>): Floor => ({ ...EMPTY_FLOOR, ...patch });
const everything = { project: () => true, q: undefined };

describe("times and numbers", () => {
  test("a duration is minutes and seconds, and hours once there are any", () => {
    expect([0, 59.9, 61, 3_600, -3].map(duration)).toEqual(["0:00", "0:59", "1:01", "1:00:00", "0:00"]);
  });

  test("another day's moment bears its date, today's does not", () => {
    const at = "2026-11-22T12:00:00Z";

    expect(moment(at, "en", new Date(at).toDateString())).toMatch(/^\d\d:00:00$/);
    expect(moment(at, "en", "Mon Nov 23 2026")).toContain("22 Nov");
  });

  test("a number is found by its digits, with or without the leading zero or spaces", () => {
    expect(numberMatches("+380671234567", "067 123")).toBe(true);
    expect(numberMatches("+380671234567", "999")).toBe(false);
    expect(numberMatches("", "999")).toBe(false);
  });

  test("a muted span is placed by instant or by second", () => {
    expect(offsetIn("2026-11-22T10:00:00Z", "2026-11-22T10:00:07.500Z")).toBe(7.5);
    expect(offsetIn("2026-11-22T10:00:00Z", 7.5)).toBe(7.5);
  });
});

describe("the wall", () => {
  test("waiting callers come longest first, and nobody who is talked to is among them", () => {
    const calls = new Map(
      [
        call("young", { arrived_at: "2026-11-22T09:59:50Z" }),
        call("old", { arrived_at: "2026-11-22T09:58:00Z" }),
        call("served before", { arrived_at: "2026-11-22T09:50:00Z", queued_at: "2026-11-22T09:59:00Z" }),
        call("talking", { state: "talking", answered_at: "2026-11-22T09:59:00Z" }),
      ].map((each) => [each.id, each]),
    );

    expect(waitingIds(floor({ calls }), everything)).toEqual(["old", "served before", "young"]);
    expect(liveIds(floor({ calls }), everything)).toEqual(["talking"]);
    expect(isWaiting(call("x", { state: "announcing" }))).toBe(false);
  });

  test("the longest wait is that of the queues shown", () => {
    const queue = (id: number, project: string, longest_since: string | null) => ({
      ...{ id, name: `Queue ${id}`, project, skills: [], waiting: 1, asked: {}, longest_since, free: 0, staffed: 1 },
      ...{ project_id: id, level: null, level_counted: 0, level_target: 80, level_minutes: 30 },
    });
    const queues = new Map([queue(1, "A", "2026-11-22T09:00:00Z"), queue(2, "B", "2026-11-22T09:30:00Z"), queue(3, "B", null)].map((each) => [String(each.id), each]));

    expect(longestSince(floor({ queues }), () => true)).toBe("2026-11-22T09:00:00Z");
    expect(longestSince(floor({ queues }), (project) => project === "B")).toBe("2026-11-22T09:30:00Z");
  });

  test("alarms that nobody has seen come first, then the worst, then the oldest", () => {
    const alarm = (id: string, kind: AlarmKind, minute: string, seen = false): Alarm => ({
      ...{ id, kind, sentence: "", since: `2026-11-22T09:${minute}:00Z`, project_id: null, project: null, data: {} },
      ...{ acknowledged_by: seen ? "Maria" : null, acknowledged_at: seen ? "2026-11-22T09:50:00Z" : null },
    });
    const all = [
      alarm("seen", "switch_away", "00", true),
      alarm("slow", "service_level", "01"),
      alarm("nobody", "nobody_available", "05"),
      alarm("nobody before", "nobody_available", "02"),
      alarm("away", "trunk_down", "09"),
    ];
    const alarms = new Map(all.map((each) => [each.id, each]));

    expect(alarmsOf(floor({ alarms }), () => true).map((each) => each.id)).toEqual(["away", "nobody before", "nobody", "slow", "seen"]);
  });

  test("agents who need a look come first, who is away comes last", () => {
    const states = ["signed_out", "talking", "available", "device_lost"] as const;
    const agents = new Map(states.map((state, index) => [String(index), agent(index, { state })]));

    expect(agentIds(floor({ agents }), () => true)).toEqual(["3", "2", "1", "0"]);
  });
});

describe("the pages' numbers", () => {
  const past = (outcome: CallSummary["outcome"], direction: CallSummary["direction"] = "inbound") => ({ outcome, direction }) as CallSummary;

  test("answered is a share of the inbound calls that ended answered or missed", () => {
    expect(answeredShare([past("answered"), past("answered"), past("missed"), past("rejected"), past("answered", "outbound")])).toBe("67 %");
    expect(answeredShare([])).toBeNull();
  });

  test("a recording misses what is expected and not stored, however little", () => {
    expect(missingSeconds({ expected_seconds: 10, seconds: 9.5, status: "stored" })).toBe(0.5);
    expect(missingSeconds({ expected_seconds: 10, seconds: 10.5, status: "stored" })).toBe(0);
    expect(missingSeconds({ expected_seconds: 10, seconds: 4, status: "short" })).toBe(6);
    expect(missingSeconds({ expected_seconds: 10, seconds: null, status: "failed" })).toBe(10);
    expect(missingSeconds({ expected_seconds: 10, seconds: null, status: "pending" })).toBeNull();
  });
});

test("a line of the timeline says what, who and how", () => {
  const entry = { at: "2026-11-22T10:00:00Z", kind: "OfferEnded", data: { agent: 2, how: "declined" } };

  expect(sentence(entry, en, () => "Ivan", "en")).toBe("The offer ended: Ivan, declined");
  expect(sentence({ ...entry, kind: "CallEnded", data: { outcome: { type: "missed", reason: "queue_full" } } }, en, () => "", "en")).toBe(
    "The call ended: Missed, Queue full",
  );
  expect(sentence({ ...entry, kind: "LanguageChosen", data: { language: "uk", key: "2" } }, ru, () => "", "ru")).toBe(
    "Выбран язык: украинский",
  );
  const orders = { id: 1, name: "Orders" };
  expect(sentence({ ...entry, kind: "Queued", data: { queue: orders, language: "uk" } }, en, () => "", "en")).toBe(
    "Entered the queue: Orders",
  );
  expect(sentence({ ...entry, kind: "Overflowed", data: { name: "Orders", how: "full" } }, en, () => "", "en")).toBe(
    "Sent on from the queue: Orders, the queue was full",
  );
  expect(sentence({ ...entry, kind: "PlaceTold", data: { position: 3, wait: "from_2_to_5" } }, en, () => "", "en")).toBe(
    "Was told their place: 3, 2 to 5 min",
  );
  const failed = { trunk: "kyiv-1", cause: "refused", sip: 503 };
  expect(sentence({ ...entry, kind: "TrunkFailed", data: failed }, en, () => "", "en")).toBe(
    "A trunk failed: kyiv-1, the carrier could not carry the call, or could not be reached, SIP 503",
  );
  expect(sentence({ ...entry, kind: "Unheard", data: {} }, en, () => "", "en")).toBe("Unheard");
});

test("the number that was called stands in the timeline as in its heading, one that the customer was handed on to stays masked", () => {
  const at = "2026-11-22T10:00:00Z";
  const rang = { at, kind: "OutsideRang", data: { shown: "+38067123••••" } };
  const timeline = [rang, { at, kind: "CustomerAnswered", data: {} }, rang];
  const shown = (direction: "inbound" | "outbound", index: number) => lineOf({ timeline, direction, customer: "+380671234567" }, index)?.data.shown;

  expect([shown("outbound", 0), shown("outbound", 2), shown("inbound", 0)]).toEqual(["+380671234567", "+38067123••••", "+38067123••••"]);
});
