import { expect, test } from "vitest";

import type { Check } from "../src/api/health";
import { en } from "../src/messages/en";
import { setUpEn } from "../src/messages/setup/en";
import { setUpRu } from "../src/messages/setup/ru";
import { foundBy, saidIn } from "../src/pages/health/said";

const texts = setUpRu.health.texts();
const CHECK: Check = { id: "switch", level: "ok", what: "switch", about: "", sentence: "It is new.", todo: "", kind: null, data: {}, silenced: null };

test("a check's sentence is said in the reader's language, with the phrases in it", () => {
  expect(saidIn(texts, "Asterisk 22.10.1 at http://switch answers.")).toBe("Asterisk 22.10.1 по адресу http://switch отвечает.");
  expect(saidIn(texts, "The database's clock is 3.0 s behind ours.")).toBe("Часы отстают от наших на 3.0 с: база данных.");
});

test("one that nobody has words for is said as it came", () => {
  expect(saidIn(texts, "It is new.")).toBe("It is new.");
  expect(foundBy(CHECK, en, setUpEn)).toBe("It is new.");
});

test("what a trunk or an alarm says has its own words", () => {
  expect(foundBy({ ...CHECK, kind: "twilio_away", sentence: "x" }, en, setUpEn)).toBe(en.floor.alarm.twilio_away);
});
