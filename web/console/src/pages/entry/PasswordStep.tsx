import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";

import { signIn, type SignInReply } from "../../api/factor";
import { useWords } from "../../messages/use";
import { fieldError, Trouble } from "../../shared/Trouble";

interface PasswordStepProps {
  /** Why one is here again. */
  over: unknown;
  onDone: (reply: SignInReply) => void;
}

export function PasswordStep({ over, onDone }: PasswordStepProps) {
  const words = useWords();
  const [typed, setTyped] = useState({ name: "", password: "" });
  const asking = useMutation({ mutationFn: signIn, onSuccess: onDone });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    asking.mutate(typed);
  };
  return (
    <form onSubmit={submit} className="form">
      <TextInput
        label={words.sign.name}
        autoComplete="username"
        required
        autoFocus
        value={typed.name}
        error={fieldError(asking.error, "name")}
        onChange={(event) => setTyped({ ...typed, name: event.currentTarget.value })}
      />
      <PasswordInput
        label={words.sign.password}
        autoComplete="current-password"
        required
        visibilityToggleButtonProps={{ "aria-label": words.sign.show }}
        value={typed.password}
        error={fieldError(asking.error, "password")}
        onChange={(event) => setTyped({ ...typed, password: event.currentTarget.value })}
      />
      <Trouble error={asking.error ?? (asking.isIdle ? over : null)} except={["name", "password"]} />
      <Button type="submit" loading={asking.isPending}>
        {words.sign.submit}
      </Button>
    </form>
  );
}
