import { PasswordInput } from "@mantine/core";

import { useWords } from "../../messages/use";

export interface TypedTwice {
  password: string;
  repeat: string;
}

/** What was typed a second time is something else. */
export const differs = ({ password, repeat }: TypedTwice) => repeat !== "" && repeat !== password;

interface NewPasswordProps {
  typed: TypedTwice;
  error: string | null;
  onType: (typed: Partial<TypedTwice>) => void;
  /** Where the old one is asked for as well. */
  labels?: { password: string; repeat: string };
}

export function NewPassword({ typed, error, onType, labels }: NewPasswordProps) {
  const { sign } = useWords();
  const { password, repeat } = labels ?? sign;
  const toggle = { "aria-label": sign.show };
  return (
    <>
      <PasswordInput
        label={password}
        autoComplete="new-password"
        required
        visibilityToggleButtonProps={toggle}
        value={typed.password}
        error={error}
        onChange={(event) => onType({ password: event.currentTarget.value })}
      />
      <PasswordInput
        label={repeat}
        autoComplete="new-password"
        required
        visibilityToggleButtonProps={toggle}
        value={typed.repeat}
        error={differs(typed) ? sign.differ : null}
        onChange={(event) => onType({ repeat: event.currentTarget.value })}
      />
    </>
  );
}
