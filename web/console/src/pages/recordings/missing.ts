import type { Recording } from "../../api/types";

type Lengths = Pick<Recording, "seconds" | "expected_seconds" | "status">;

/**
 * Seconds of the call that are not in the file; null while it is not known. What is too long is not missing.
 * A plain difference: whether it matters is the server's verdict, the status.
 */
export function missingSeconds({ seconds, expected_seconds: expected, status }: Lengths): number | null {
  if (expected === null || status === "pending") return null;
  return Math.max(0, expected - (seconds ?? 0));
}
