const FIRST_MS = 500;
const LONGEST_MS = 10_000;

/** How long to wait before try number `attempt` (from 0), in milliseconds. `chance` in [0, 1) spreads the browsers
 * out, so that a restarted server does not meet them all at once. */
export function waitBefore(attempt: number, chance: number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  return Math.round(ceiling / 2 + (ceiling / 2) * chance);
}
