import { expect, test } from "vitest";

import type { Announcements, Version } from "../src/api/announcements";
import type { TimelineEntry } from "../src/api/types";
import { en } from "../src/messages/en";
import { afterWithdrawal, missing, openOf, partsOf, slotOf } from "../src/pages/announcements/matrix";
import { wavOf } from "../src/pages/announcements/recording";
import { heardOf, saidTo } from "../src/panel/SaidTo";

const version = (id: number, more: Partial<Version>): Version => ({
  id,
  project_id: 1,
  kind: "qa_inbound",
  language: "en",
  name: "",
  version: id,
  seconds: 2,
  standing: "in_force",
  in_force_from: null,
  until: null,
  withdrawn_at: null,
  made_at: "2026-11-22T10:00:00Z",
  made_by: "",
  original: "",
  ...more,
});

const heard = (language: string, version_id: number | null) => ({
  kind: "qa_inbound" as const,
  language,
  version_id,
  heard_language: version_id === null ? null : "en",
  own: true,
  needed: true,
});

const data: Announcements = {
  kinds: [
    { kind: "qa_inbound", group: "told" },
    { kind: "unknown_number", group: "turned_away" },
  ],
  projects: [{ project_id: 1, name: "Ours", zone: "Europe/Kyiv", live: true, languages: ["en", "uk", "ru"], heard: [heard("en", 1), heard("uk", 1), heard("ru", null)] }],
  versions: [version(1, {}), version(2, { project_id: null, language: "ru" })],
};

test("each language shows whose announcement is heard in it", () => {
  const cells = partsOf(data, 1).flatMap(({ rows }) => rows.flatMap((row) => row.cells));

  expect(cells.map(({ source, needed, version: found }) => [source, needed, found?.id])).toEqual([
    ["own", true, 1],
    ["other", true, 1],
    ["everybodys", true, 2],
  ]);
  expect([missing(data, 1), missing(data, null)]).toEqual([1, 1]);
  expect(partsOf(data, null).map(({ group }) => group)).toEqual(["told", "turned_away"]);
});

test("an announcement has an address of its own, its name in it", () => {
  const slot = { project: 1, kind: "qa_inbound", language: "en", name: "Flood / north" } as const;

  expect(slotOf(openOf(slot), 1, data)).toEqual(slot);
  expect(slotOf("nonsense/en", 1, data)).toBeNull();
});

test("when one is withdrawn, the one counts whose moment came last", () => {
  const at = (hour: string) => `2026-11-22T${hour}:00:00Z`;
  const versions = [version(1, { standing: "earlier" }), version(2, { standing: "earlier", in_force_from: at("09") }), version(3, { in_force_from: at("10") })];
  const slot = { project: 1, kind: "qa_inbound", language: "en", name: "" } as const;

  expect(afterWithdrawal({ ...data, versions }, version(3, {}), slot)?.id).toBe(2);
  expect(afterWithdrawal({ ...data, versions: [version(3, {})] }, version(3, {}), slot)).toBeNull();
});

test("what the microphone said is a WAV of 16 bit", async () => {
  const view = new DataView(await wavOf(new Float32Array([0, 1, -2]), 48_000).arrayBuffer());

  expect([view.byteLength, view.getUint32(24, true), view.getUint32(40, true)]).toEqual([50, 48_000, 6]);
  expect([44, 46, 48].map((place) => view.getInt16(place, true))).toEqual([0, 32_767, -32_767]);
});

test("a call tells which version was said, and until which second", () => {
  const at = "2026-11-22T10:00:00Z";
  const began: TimelineEntry = { at, kind: "AnnouncementBegan", data: { sound: "qa_inbound (en)", version: 3, seconds: 6.1 } };
  const ended: TimelineEntry = { at, kind: "AnnouncementEnded", data: { heard_s: 4.2, complete: false } };

  expect(saidTo(began, en)).toEqual([{ name: "qa_inbound (en), version 3", announcement: null }]);
  expect(heardOf(ended, [began], en, "en")).toBe("heard to second 4.2 of 6.1, not to its end");
  expect(heardOf(ended, [], en, "en")).toBe("heard to second 4.2, not to its end");
  expect(heardOf(began, [], en, "en")).toBe("");
  expect([...saidTo(ended, en), ...saidTo({ at, kind: "Queued", data: {} }, en)]).toEqual([]);
});

test("a place that was told has the versions of all its sounds, and one end", () => {
  const at = "2026-11-22T10:00:00Z";
  const parts = [{ sound: "position_2 (en)", version: 2, announcement: 7, seconds: 1.5 }, { sound: "wait_2_5 (en)", version: 1, seconds: 2.5 }];
  const told: TimelineEntry = { at, kind: "PlaceTold", data: { position: 2, parts } };
  const asked: TimelineEntry = { at, kind: "CallbackAsked", data: { sound: "callback_confirm (en)", version: 1, seconds: null } };
  const ended: TimelineEntry = { at, kind: "PromptEnded", data: { heard_s: 4.1, complete: true } };

  expect(saidTo(told, en)).toEqual([
    { name: "position_2 (en), version 2", announcement: 7 },
    { name: "wait_2_5 (en), version 1", announcement: null },
  ]);
  expect(heardOf(ended, [told], en, "en")).toBe("heard to second 4.0 of 4.0, to its end");
  expect(heardOf(ended, [told, asked], en, "en")).toBe("heard to second 4.1, to its end");
  expect(saidTo({ at, kind: "PlaceTold", data: { position: 2 } }, en)).toEqual([]);
});
