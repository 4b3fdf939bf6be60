import { describe, expect, test } from "vitest";

import { formatPlace, movedTo, mutedIn, parsePlace, placeOf } from "../src/panel/player/place";
import { leapFrom, lengthOf } from "../src/panel/player/silence";

const BEGAN = "2026-11-22T10:00:00Z";

describe("a place in a recording", () => {
  test.each([
    ["83", 83],
    ["83.5", 83.5],
    ["1:23", 83],
    ["1:00:05", 3_605],
    ["0", 0],
    ["", null],
    [undefined, null],
    ["-3", null],
    ["1:2:3:4", null],
    ["soon", null],
    ["1e3", null],
    ["99999999", null],
  ])("%s in the address is %s s", (text, seconds) => {
    expect(parsePlace(text)).toBe(seconds);
  });

  test("what is written into the address is read back to a tenth of a second", () => {
    expect([0, 83.04, 83.06, 3_600, -1].map((seconds) => parsePlace(formatPlace(seconds)))).toEqual([0, 83, 83.1, 3_600, 0]);
  });

  test.each([
    ["ArrowRight", false, 10, 15],
    ["ArrowLeft", false, 3, 0],
    ["ArrowUp", true, 10, 11],
    ["ArrowDown", true, 10, 9],
    ["PageDown", false, 50, 20],
    ["PageUp", false, 50, 60],
    ["Home", false, 10, 0],
    ["End", false, 10, 60],
    ["Enter", false, 10, null],
  ])("%s (Shift: %s) leads from %s to %s of 60 s", (key, fine, at, to) => {
    expect(movedTo(key, fine, at, 60)).toBe(to);
  });

  test.each([
    ["2026-11-22T10:00:00Z", true, 0],
    ["2026-11-22T10:00:12.5Z", true, 12.5],
    ["2026-11-22T09:59:59Z", true, null],
    ["2026-11-22T10:01:01Z", true, null],
    ["2026-11-22T10:00:12Z", false, null],
  ])("what happened at %s (there is a file: %s) is heard at %s s", (at, playable, place) => {
    expect(placeOf({ started_at: BEGAN, seconds: 60, playable }, at)).toBe(place);
  });

  test("muted stretches lie within the recording, and one that nobody ended goes on to its end", () => {
    const muted = [
      { from: "2026-11-22T09:59:50Z", to: "2026-11-22T10:00:02Z" },
      { from: "2026-11-22T10:00:50Z", to: null },
      { from: "2026-11-22T10:02:00Z", to: "2026-11-22T10:03:00Z" },
    ];

    expect(mutedIn({ started_at: BEGAN, seconds: 60, muted })).toEqual([
      { from: 0, to: 2 },
      { from: 50, to: 60 },
    ]);
  });
});

describe("silence", () => {
  test("is leapt over from anywhere in it, and never backwards", () => {
    const silences = [
      { from: 3.3, to: 5.7 },
      { from: 8, to: 9 },
    ];

    expect([0, 3.3, 4, 5.6, 5.7, 8.2, 20].map((at) => leapFrom(silences, at))).toEqual([null, 5.7, 5.7, null, null, 9, null]);
    expect(lengthOf(silences)).toBeCloseTo(3.4);
  });
});
