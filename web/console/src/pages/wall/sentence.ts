import type { Alarm } from "../../api/types";
import type { Messages } from "../../messages/catalogue";
import { useWords } from "../../messages/use";

/** An alarm in the viewer's language; one that this console has no words for, in the server's. */
export function alarmSentence({ kind, data, sentence }: Pick<Alarm, "data" | "sentence"> & { kind: string }, words: Messages): string {
  return templateOf(kind, words)?.replace(/{(\w+)}/g, (whole, key: string) => data[key] ?? whole) ?? sentence;
}

function templateOf(kind: string, { floor }: Messages): string | undefined {
  return (floor.alarm as Record<string, string>)[kind];
}

/** The language of the sentence, where that is not the viewer's. */
export function alarmLanguage({ kind }: Alarm, words: Messages): "en" | undefined {
  return templateOf(kind, words) === undefined ? "en" : undefined;
}

export function useAlarmSentence(): (alarm: Alarm) => string {
  const words = useWords();
  return (alarm) => alarmSentence(alarm, words);
}
