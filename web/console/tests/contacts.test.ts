import { expect, test } from "vitest";

import type { Contact, Then } from "../src/api/caseTypes";
import { en } from "../src/messages/en";
import { listedFilters, peopleFilters } from "../src/pages/contacts/filter";
import { LARGEST_BYTES, lineCount, readFile } from "../src/pages/contacts/importFile";
import { lineOf } from "../src/panel/contact/then";
import { changesOf, NOBODY, typedOf } from "../src/panel/contact/typed";
import { fullNameOf, nameOf } from "../src/shared/contactName";
import { localTimes, minutesAhead, zoneMatches, zoneNames } from "../src/shared/zones";

const NOON = Date.parse("2026-11-22T12:00:00Z");

const contact = (more: Partial<Contact> = {}): Contact => ({
  id: 1,
  project_id: 1,
  name: "Olena",
  language: null,
  zone: null,
  zones: ["Europe/Kyiv"],
  zones_from: "number",
  consent: "unknown",
  do_not_call: false,
  notes: "",
  numbers: [
    {
      number: "+380441234567",
      line_type: "landline",
      line_type_from: "numbering",
      main: true,
      texts_stopped_at: null,
      do_not_call: false,
      added_at: "2026-11-22T10:00:00Z",
    },
  ],
  created_at: "2026-11-22T10:00:00Z",
  changed_at: "2026-11-22T10:00:00Z",
  ...more,
});

const file = (bytes: Uint8Array, name = "people.csv") => ({ name, size: bytes.length, arrayBuffer: () => Promise.resolve(bytes.slice().buffer) });

test("a contact is called by name, and told apart from its namesake by the number", () => {
  expect([nameOf(contact()), fullNameOf(contact())]).toEqual(["Olena", "Olena, +380441234567"]);
  expect([nameOf(contact({ name: "" })), fullNameOf(contact({ name: "" }))]).toEqual(["+380441234567", "+380441234567"]);
});

test("only what was changed is sent, and an emptied zone or language is none", () => {
  const known = typedOf(contact({ zone: "Europe/Kyiv", language: "uk", notes: "VIP" }));

  expect(changesOf(known, known)).toEqual({});
  expect(changesOf(known, { ...known, name: "", zone: "", language: "" })).toEqual({ name: "", zone: null, language: null });
  expect(changesOf(NOBODY, { ...NOBODY, consent: "refused" })).toEqual({ consent: "refused" });
});

test("zones are found by any part of their name, as people write it", () => {
  expect(zoneMatches("America/New_York", "new york")).toBe(true);
  expect(zoneMatches("Europe/Kyiv", "kyi")).toBe(true);
  expect(zoneMatches("Europe/Kyiv", "lviv")).toBe(false);
});

test("zones bear the names that are used where they are, each once", () => {
  const names = zoneNames();

  expect(names).toEqual(expect.arrayContaining(["Europe/Kyiv", "Asia/Kolkata", "UTC"]));
  expect(names).not.toContain("Europe/Kiev");
  expect(new Set(names).size).toBe(names.length);
});

test("a zone is so far ahead as it is on that day", () => {
  const inSummer = Date.parse("2026-07-01T12:00:00Z");

  expect(["Europe/Kyiv", "America/St_Johns", "Asia/Kathmandu", "UTC", "Mars/Base"].map((zone) => minutesAhead(zone, NOON))).toEqual([
    120, -210, 345, 0, 0,
  ]);
  expect(minutesAhead("Europe/Kyiv", inSummer)).toBe(180);
});

test("one zone has one time, and many have the first and the last clock among them", () => {
  expect(localTimes(["Europe/Kyiv"], NOON, "en")).toEqual({ earliest: "14:00", latest: "14:00" });
  expect(localTimes(["Asia/Vladivostok", "Europe/Kaliningrad", "Europe/Moscow"], NOON, "en")).toEqual({ earliest: "14:00", latest: "22:00" });
  expect(localTimes([], NOON, "en")).toBeNull();
});

test("contacts are looked for by name or by number, and only their own list is paged", () => {
  expect(peopleFilters({ q: "0501", before: "x", project: "1" })).toEqual({ q: "0501", before: "x", project: "1" });
  expect(peopleFilters({ name: "Olena" }).q).toBe("Olena");
  expect(peopleFilters({ show: "listed", before: "x" }).before).toBeUndefined();
  expect(listedFilters({ show: "listed", before: "x", q: "0501" })).toEqual({ before: "x", q: "0501", project: undefined });
});

test("a call, a case and a text are each told in one line", () => {
  const at = "2026-11-22T10:00:00Z";
  const call: Then = {
    kind: "call",
    id: "1",
    at,
    direction: "inbound",
    number: "+380441234567",
    outcome: "missed",
    reason: "abandoned_in_queue",
    agent: null,
    disposition: null,
    ended_at: at,
    talk_seconds: null,
  };

  expect(lineOf(call, en)).toBe(`${en.direction.inbound}: ${en.outcome.missed}, ${en.reason.abandoned_in_queue}`);
  expect(lineOf({ ...call, outcome: null, reason: null }, en)).toBe(en.direction.inbound);
  expect(lineOf({ kind: "case", id: "3", at, status: "closed", closed_at: at, close_reason: "expired" }, en)).toBe(
    `${en.cases.panel}: ${en.cases.closeReason.expired}`,
  );
  expect(
    lineOf({ kind: "text", id: "4", at, direction: "in", number: "+3", status: "received", detail: null, body: "Call me", by: null, delivered_at: null }, en),
  ).toBe(`${en.texts.directions.in}: Call me`);
});

test("a file in UTF-8 is read without its byte order mark", async () => {
  const bytes = new TextEncoder().encode("\ufeffимя,телефон\n");

  expect(await readFile(file(bytes))).toEqual({ name: "people.csv", text: "имя,телефон\n" });
});

test("a file in another encoding is refused before its letters are lost", async () => {
  expect(await readFile(file(Uint8Array.of(0xc8, 0xec, 0xff, 0x2c, 0x0a)))).toEqual({ trouble: "notText" });
});

test("a file that is too large, or has gone, is refused with its reason", async () => {
  const gone = { name: "x", size: 1, arrayBuffer: () => Promise.reject(new DOMException("gone", "NotFoundError")) };

  expect(await readFile({ ...gone, size: LARGEST_BYTES + 1 })).toEqual({ trouble: "tooLarge" });
  expect(await readFile(gone)).toEqual({ trouble: "unreadable" });
});

test("lines are counted without the first one and the empty ones", () => {
  expect(["", "number\n", "number\r\n+380\r\n\r\n+381", "number\n+380\n+381\n"].map(lineCount)).toEqual([0, 0, 2, 2]);
});
