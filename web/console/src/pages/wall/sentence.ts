import type { Alarm } from "../../api/types";
import type { Messages } from "../../messages/catalogue";
import { useWords } from "../../messages/use";

/** An alarm in the viewer's language; one that this console has no words for, in the server's. */
export function alarmSentence({ kind, data, sentence }: Pick<Alarm, "kind" | "data" | "sentence">, { floor }: Messages): string {
  const template = (floor.alarm as Record<string, string>)[kind];
  return template?.replace(/{(\w+)}/g, (whole, key: string) => data[key] ?? whole) ?? sentence;
}

export function useAlarmSentence(): (alarm: Alarm) => string {
  const words = useWords();
  return (alarm) => alarmSentence(alarm, words);
}
