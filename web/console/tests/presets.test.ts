import { expect, test } from "vitest";

import { begunAs } from "../src/pages/trunks/preset";

const EMPTY = { name: "", host: "", username: "", port: 5060, transport: "udp", codecs: ["alaw"], note: "" };
const TWILIO = { ...EMPTY, host: "example.pstn.twilio.com", port: 5061, transport: "tls", codecs: ["ulaw"] };

test("a known carrier fills what nobody has typed", () => {
  expect(begunAs(EMPTY, EMPTY, TWILIO)).toEqual(TWILIO);
});

test("what was typed stays under any carrier that is chosen after", () => {
  const typed = { ...EMPTY, name: "first", host: "sip.example.net", username: "u1", note: "Ask Olena" };
  const chosen = begunAs(typed, EMPTY, TWILIO);

  expect(chosen).toEqual({ ...TWILIO, name: "first", host: "sip.example.net", username: "u1", note: "Ask Olena" });
  expect(begunAs(chosen, TWILIO, EMPTY)).toEqual(typed);
});

test("a list that was put in another order counts as typed", () => {
  expect(begunAs({ ...EMPTY, codecs: ["g722", "alaw"] }, EMPTY, TWILIO).codecs).toEqual(["g722", "alaw"]);
});
