import type { Recording } from "../../api/types";

/** Within this the stored length is as long as the call was, in seconds. */
const TOLERANCE_SECONDS = 0.1;

type Lengths = Pick<Recording, "seconds" | "expected_seconds" | "status">;

/** Seconds of the call that are not in the file; null while it is not known. What is too long is not missing. */
export function missingSeconds({ seconds, expected_seconds: expected, status }: Lengths): number | null {
  if (expected === null || status === "pending") return null;
  const missing = expected - (seconds ?? 0);
  return missing <= TOLERANCE_SECONDS ? 0 : missing;
}
