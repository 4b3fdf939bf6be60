import { type SetUpWords, useSetUpWords } from "../messages/setup/use";
import { type SpanOf, weekText, exceptionsText } from "./week";
import type { Naming } from "./shown";

/** How the fields of each section are called, and their values said. */
export function namingOf(section: string, words: SetUpWords): Naming {
  switch (section) {
    case "projects":
      return { fields: words.projectFields, choices: {} };
    case "queues":
      return { fields: words.queueFields, choices: words.queueChoices };
    case "hours":
      return { fields: words.hoursFields, choices: {}, say: (field, value) => hoursSaid(field, value, words) };
    case "numbers":
      return { fields: words.numberFields, choices: words.numberChoices };
    case "installation":
      return { fields: words.unknownFields, choices: words.unknownChoices };
    case "phones":
      return { fields: words.phoneFields, choices: { codecs: words.trunks.codec } };
    case "agents":
      return { fields: words.agentFields, choices: {} };
    case "trunks":
      return { fields: words.trunkFields, choices: words.trunkChoices };
    default:
      return { fields: words.broughtFields, choices: {} };
  }
}

export function useNaming(section: string): Naming {
  return namingOf(section, useSetUpWords());
}

function hoursSaid(field: string, value: unknown, words: SetUpWords): string | null {
  if (!Array.isArray(value)) return null;
  if (field === "weekly") return weekText(value as SpanOf[], words) || words.hours.neverOpen;
  return field === "exceptions" ? exceptionsText(value, words) || null : null;
}
