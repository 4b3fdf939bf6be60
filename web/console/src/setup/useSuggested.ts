import { useThings } from "../api/setup";
import { type Field, wordsOf } from "./fields";

/** The fields, that of skills with all that queues ask for and agents have. */
export function useSuggested(fields: readonly Field[]): Field[] {
  const { data: queues = [] } = useThings("queues");
  const { data: agents = [] } = useThings("agents");
  const skills = new Set([...queues, ...agents].flatMap(({ spec }) => wordsOf(spec.skills)));
  const known = [...skills].sort((one, other) => one.localeCompare(other));
  return fields.map((field) => (field.name === "skills" ? { ...field, known } : field));
}
