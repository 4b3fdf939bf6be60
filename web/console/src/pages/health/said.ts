import type { Check } from "../../api/health";
import type { Messages } from "../../messages/catalogue";
import { find, type Texts } from "../../messages/refusals";
import type { SetUpWords } from "../../messages/setup/use";
import { alarmSentence } from "../wall/sentence";

/** What a check found, in the reader's words where there are some, else in the server's. */
export function foundBy(check: Check, words: Messages, setUp: SetUpWords): string {
  const { kind, data, sentence } = check;
  if (kind !== null) return setUp.trunkTroubles[kind]?.(data) ?? alarmSentence({ kind, data, sentence }, words);
  return saidIn(setUp.health.texts(), sentence);
}

/** A sentence of a check, or a phrase in one. */
export function saidIn(texts: Texts, text: string): string {
  const found = find(texts, text);
  if (found === null) return text;
  return found.meaning.replace(/{(\d+)(:phrase)?}/g, (_, index: string, phrase: string | undefined) => {
    const value = found.values[Number(index)] ?? "";
    return phrase === undefined ? value : saidIn(texts, value);
  });
}
