import { expect, test } from "vitest";

import type { Touch } from "../src/api/caseTypes";
import { wordAbout } from "../src/panel/case/word";

const AT = "2026-11-24T10:00:00Z";

const BARE = { text_id: null, step: null, rung: null, ended_at: null, result: "answered", note: "", code: null, why: null };

function call(call_id: string, word: string | null = null): Touch {
  return { ...BARE, kind: "call", at: AT, call_id, agent: { id: 1, name: "Olena" }, word, word_by: word && "olena" };
}

test("A word is about the attempt that awaits one", () => {
  const word_due = { call_id: "cb-2", at: AT, agent: null };

  expect(wordAbout({ word_due, touches: [call("cb-1", "machine"), call("cb-2")] })).toEqual({ call_id: "cb-2", at: AT, agent: "", said: null });
});

test("Where none is awaited, the latest word is put right", () => {
  const touches = [call("cb-1", "machine"), call("cb-2", "spoke"), call("cb-3")];

  expect(wordAbout({ word_due: null, touches })).toEqual({ call_id: "cb-2", at: AT, agent: "Olena", said: { word: "spoke", by: "olena" } });
});

test("Where nothing was said, there is nothing to put right", () => {
  expect(wordAbout({ word_due: null, touches: [call("cb-1")] })).toBeNull();
});
