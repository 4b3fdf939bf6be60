import { describe, expect, test } from "vitest";

import { choice, draftOf, of, specOf } from "../src/setup/fields";
import { clashes, merged } from "../src/setup/merge";

const FIELDS = [...of("text", "name"), ...of("number", "ring_s"), ...of("optional", "overflow_after_s"), ...of("blank", "caller_id"), ...of("words", "skills"), ...of("switch", "live"), choice("way", "address"), ...of("whole", "weekly")];
const SPEC = { name: "Orders", ring_s: 20, overflow_after_s: null, caller_id: null, skills: ["orders", "vip"], live: true, way: "address", weekly: [[1, 540, 1080]] };

describe("what is typed", () => {
  test("goes back as it came", () => {
    expect(specOf(draftOf(SPEC, FIELDS), FIELDS)).toEqual(SPEC);
  });

  test("is sent as it stands where it reads as no number", () => {
    const draft = { ...draftOf(SPEC, FIELDS), ring_s: "soon", overflow_after_s: "60", skills: " a;b,\nc " };

    expect(specOf(draft, FIELDS)).toMatchObject({ ring_s: "soon", overflow_after_s: 60, skills: ["a", "b", "c"] });
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
