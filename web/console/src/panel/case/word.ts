import type { CaseDetail, Touch } from "../../api/caseTypes";

/** The attempt that a word is asked for, or was said of. */
export interface WordAbout {
  call_id: string;
  at: string;
  agent: string;
  /** What was said of it so far, and by whom. */
  said: { word: NonNullable<Touch["word"]>; by: string } | null;
}

/** What a word would be about now: the attempt that awaits one, else the latest that has one, to put it right. */
export function wordAbout({ word_due, touches }: Pick<CaseDetail, "word_due" | "touches">): WordAbout | null {
  if (word_due !== null) return { call_id: word_due.call_id, at: word_due.at, agent: word_due.agent?.name ?? "", said: null };
  const last = touches.findLast(({ call_id, word }) => call_id && word);
  if (!last?.call_id || !last.word) return null;
  return { call_id: last.call_id, at: last.at, agent: last.agent?.name ?? "", said: { word: last.word, by: last.word_by ?? "" } };
}
