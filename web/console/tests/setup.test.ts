import { describe, expect, test } from "vitest";

import { setUpEn } from "../src/messages/setup/en";
import { untilText } from "../src/pages/hours/until";
import { grouped } from "../src/pages/numbers/Nobodys";
import { choice, draftOf, of, specOf } from "../src/setup/fields";
import { clashes, merged } from "../src/setup/merge";
import { regionHint } from "../src/setup/named";
import { moved } from "../src/setup/OrderField";
import { copied, type Day, overMidnight, spansOf, USUAL_WEEK, weekText, withDay, withException } from "../src/setup/week";

const FIELDS = [...of("text", "name"), ...of("number", "ring_s"), ...of("optional", "overflow_after_s"), ...of("blank", "caller_id"), ...of("words", "skills"), ...of("switch", "live"), choice("way", "address"), ...of("whole", "weekly")];
const SPEC = { name: "Orders", ring_s: 20, overflow_after_s: null, caller_id: null, skills: ["orders", "vip"], live: true, way: "address", weekly: [[1, 540, 1080]] };

describe("what is typed", () => {
  test("goes back as it came", () => {
    expect(specOf(draftOf(SPEC, FIELDS), FIELDS)).toEqual(SPEC);
  });

  test("is sent as it stands where it reads as no number", () => {
    const draft = { ...draftOf(SPEC, FIELDS), ring_s: "soon", overflow_after_s: "60", skills: ["a", " b ", ""] };

    expect(specOf(draft, FIELDS)).toMatchObject({ ring_s: "soon", overflow_after_s: 60, skills: ["a", "b"] });
  });

  test("keeps fields of the spec that the page does not know", () => {
    expect(specOf(draftOf({ ...SPEC, new_field: 7 }, FIELDS), FIELDS)).toMatchObject({ new_field: 7 });
  });
});

describe("two who change the same thing", () => {
  const base = { name: "Orders", ring_s: 20, skills: ["a"] };

  test("each keep what only they have changed", () => {
    const theirs = { ...base, ring_s: 30 };
    const found = clashes(base, theirs, { ...base, skills: ["b"] });

    expect(merged(theirs, found)).toEqual({ name: "Orders", ring_s: 30, skills: ["b"] });
  });

  test("the second's word counts where both have changed a field, unless they decide otherwise", () => {
    const theirs = { ...base, ring_s: 30 };
    const found = clashes(base, theirs, { ...base, ring_s: 40 });

    expect(found).toEqual([{ field: "ring_s", theirs: 30, yours: 40, taken: "yours" }]);
    expect(merged(theirs, found.map((clash) => ({ ...clash, taken: "theirs" as const })))).toEqual(theirs);
  });

  test("have no clash where they made the same of it", () => {
    expect(clashes(base, { ...base, ring_s: 30 }, { ...base, ring_s: 30 })).toEqual([]);
  });
});

describe("a week", () => {
  const day = (name: Day, ...spans: [string, string][]) => spans.map(([opens, closes]) => ({ day: name, opens, closes }));

  test("is said with days of the same hours together", () => {
    const week = withDay(USUAL_WEEK, "saturday", [{ opens: "10:00", closes: "13:00" }]);

    expect(weekText(week, setUpEn)).toBe("Mon–Fri 09:00–18:00; Sat 10:00–13:00");
    expect(weekText([], setUpEn)).toBe("");
  });

  test("keeps its days in order whatever is put in last", () => {
    const week = withDay(day("friday", ["09:00", "12:00"]), "monday", [{ opens: "08:00", closes: "10:00" }]);

    expect(week.map(({ day: name }) => name)).toEqual(["monday", "friday"]);
  });

  test("takes the hours of one day to others, and none where that day is closed", () => {
    const week = [...day("monday", ["09:00", "12:00"], ["13:00", "18:00"]), ...day("sunday", ["10:00", "11:00"])];

    expect(spansOf(copied(week, "monday", ["sunday"]), "sunday")).toEqual(spansOf(week, "monday"));
    expect(spansOf(copied(week, "tuesday", ["sunday"]), "sunday")).toEqual([]);
  });

  test("closes on the next day where it closes no later than it opens", () => {
    expect(overMidnight({ opens: "22:00", closes: "02:00" })).toBe(true);
    expect(overMidnight({ opens: "09:00", closes: "24:00" })).toBe(false);
    expect(overMidnight({ opens: "09:00", closes: "" })).toBe(false);
  });

  test("has one exception for a date, in the order of dates", () => {
    const closed = { on: "2026-12-25", open: [], note: "Christmas" };
    const again = { ...closed, note: "" };

    expect(withException([closed], { ...closed, on: "2026-01-01" }).map(({ on }) => on)).toEqual(["2026-01-01", "2026-12-25"]);
    expect(withException([closed], again)).toEqual([again]);
  });
});

test("how long it is until a change is said in the two largest units", () => {
  const now = Date.parse("2026-11-23T10:00:00Z");

  expect(untilText("2026-11-23T12:30:00Z", now, setUpEn.hours)).toBe("2 h 30 min");
  expect(untilText("2026-11-25T11:00:00Z", now, setUpEn.hours)).toBe("2 days 1 h");
});

test("numbers that are nobody's stand once, the latest call first", () => {
  const called = (dialled: string, arrived_at: string) => ({ dialled, arrived_at });

  expect(grouped([called("100", "3"), called("200", "2"), called("100", "1"), called("", "0")])).toEqual([
    { did: "100", at: "3", calls: 2 },
    { did: "200", at: "2", calls: 1 },
  ]);
});

test("a name moves up and down within its order", () => {
  expect(moved(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
  expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
});

test("a country is named by its own code alone", () => {
  expect(["GB", "UK", "QQ"].map((code) => regionHint(code, "en"))).toEqual(["United Kingdom", "", ""]);
});
