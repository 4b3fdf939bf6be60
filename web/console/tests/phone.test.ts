import { expect, test } from "vitest";

import { loudness, reasonOf } from "../src/phone/devices";

const tone = (amplitude: number): Float32Array => Float32Array.from({ length: 1024 }, (_, at) => amplitude * Math.sin(at / 5));

test("a level grows with the decibels: silence is nothing, full scale nearly all", () => {
  expect(loudness(new Float32Array(1024))).toBe(0);
  expect(loudness(tone(1))).toBeGreaterThan(0.9);
  expect(loudness(tone(0.1))).toBeCloseTo(loudness(tone(1)) - 20 / 60, 2);
});

test("a microphone that is not there is told from one that is refused", () => {
  expect(reasonOf(new DOMException("", "NotFoundError"))).toBe("missing");
  expect(reasonOf(new DOMException("", "NotAllowedError"))).toBe("refused");
  expect(reasonOf(new TypeError("mediaDevices is undefined"))).toBe("refused");
});
