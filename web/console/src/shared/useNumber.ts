import { useWords } from "../messages/use";

/** How a customer's number is written; a hidden one has a word of its own. */
export function useNumber(): (number: string | null) => string {
  const words = useWords();
  return (number) => number ?? words.app.hiddenNumber;
}
