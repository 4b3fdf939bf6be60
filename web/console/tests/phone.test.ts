import { expect, test } from "vitest";

import { loudness, NONE_GONE, reasonOf, whichGone } from "../src/phone/devices";

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

const INPUTS = [{ kind: "audioinput", deviceId: "default" }, { kind: "audioinput", deviceId: "headset" }] as const;
const OUTPUTS = [{ kind: "audiooutput", deviceId: "headset" }] as const;

test.each([
  ["nothing is chosen", { microphone: "", speaker: "" }, [...INPUTS, ...OUTPUTS], NONE_GONE],
  ["what is chosen is there", { microphone: "headset", speaker: "headset" }, [...INPUTS, ...OUTPUTS], NONE_GONE],
  ["the microphone is pulled out", { microphone: "webcam", speaker: "headset" }, [...INPUTS, ...OUTPUTS], { microphone: true, speaker: false }],
  ["the speaker is pulled out", { microphone: "headset", speaker: "desk" }, [...INPUTS, ...OUTPUTS], { microphone: false, speaker: true }],
  ["one of the other kind is none", { microphone: "headset", speaker: "default" }, [...INPUTS, ...OUTPUTS], { microphone: false, speaker: true }],
  ["a browser lists no speakers", { microphone: "headset", speaker: "desk" }, INPUTS, NONE_GONE],
  ["a browser tells no ids yet", { microphone: "headset", speaker: "" }, [{ kind: "audioinput", deviceId: "" }] as const, NONE_GONE],
])("which chosen device is gone: %s", (_, chosen, devices, gone) => {
  expect(whichGone(chosen, devices)).toEqual(gone);
});
