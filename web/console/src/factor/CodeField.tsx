import { TextInput } from "@mantine/core";

import { useWords } from "../messages/use";
import { fieldError } from "../shared/Trouble";

interface CodeFieldProps {
  code: string;
  onCode: (code: string) => void;
  error: unknown;
  /** The phone that is being set up has no recovery codes yet. */
  first?: boolean;
}

/** Where a code is typed: the phone's, or one of those on paper. */
export function CodeField({ code, onCode, error, first = false }: CodeFieldProps) {
  const { factor } = useWords();
  return (
    <TextInput
      label={first ? factor.firstCode : factor.code}
      description={first ? undefined : factor.codeHint}
      data-autofocus
      autoFocus
      autoComplete="one-time-code"
      inputMode={first ? "numeric" : "text"}
      spellCheck={false}
      maxLength={64}
      required
      withAsterisk={false}
      value={code}
      error={fieldError(error, "code")}
      onChange={(event) => onCode(event.currentTarget.value)}
    />
  );
}
