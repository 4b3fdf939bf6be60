import { Alert, Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";

import { ApiError } from "../api/client";
import type { Messages } from "../messages/catalogue";
import { refusalIn } from "../messages/refusals";
import { wordsNow, useWords } from "../messages/use";

/** The one clear sentence about what went wrong. */
export function sentenceOf(error: unknown, words: Messages): string {
  if (!(error instanceof ApiError)) return words.errors.unexpected;
  if (error.sentence !== "") return refusalIn(words, error);
  return error.status === 0 ? words.errors.unreachable : words.errors.status(error.status);
}

/** What is said under the field, if it is about this one; `words` are those of the language that is spoken now. */
export function fieldError(error: unknown, field: string, words: Messages = wordsNow()): string | null {
  return error instanceof ApiError && error.field === field ? refusalIn(words, error, true) : null;
}

interface TroubleProps {
  error: unknown;
  onRetry?: () => void;
  /** Fields that show their own error; then it is not said twice. */
  except?: readonly string[];
}

export function Trouble({ error, onRetry, except = [] }: TroubleProps) {
  const words = useWords();
  if (error === null || error === undefined) return null;
  if (error instanceof ApiError && error.field !== null && except.includes(error.field)) return null;
  return (
    <Alert role="alert" color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} className="trouble">
      <span>{sentenceOf(error, words)}</span>
      {onRetry && (
        <Button size="compact-sm" variant="default" onClick={onRetry}>
          {words.app.retry}
        </Button>
      )}
    </Alert>
  );
}
