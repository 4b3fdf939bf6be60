import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";

import { post } from "../../api/client";
import type { Me } from "../../api/types";
import { SESSION_KEY } from "../../app/session";
import { useWords } from "../../messages/use";
import { fieldError, Trouble } from "../../shared/Trouble";

interface Credentials {
  name: string;
  password: string;
}

export function SignInForm({ onDone }: { onDone?: () => void }) {
  const words = useWords();
  const client = useQueryClient();
  const [typed, setTyped] = useState<Credentials>({ name: "", password: "" });
  const signIn = useMutation({
    mutationFn: (credentials: Credentials) => post<Me>("/api/session", credentials),
    onSuccess: (me) => {
      client.setQueryData(SESSION_KEY, me);
      onDone?.();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate(typed);
  };
  return (
    <form onSubmit={submit} className="form">
      <TextInput
        label={words.sign.name}
        autoComplete="username"
        required
        autoFocus
        value={typed.name}
        error={fieldError(signIn.error, "name")}
        onChange={(event) => setTyped({ ...typed, name: event.currentTarget.value })}
      />
      <PasswordInput
        label={words.sign.password}
        autoComplete="current-password"
        required
        visibilityToggleButtonProps={{ "aria-label": words.sign.show }}
        value={typed.password}
        error={fieldError(signIn.error, "password")}
        onChange={(event) => setTyped({ ...typed, password: event.currentTarget.value })}
      />
      <Trouble error={signIn.error} except={["name", "password"]} />
      <Button type="submit" loading={signIn.isPending}>
        {words.sign.submit}
      </Button>
    </form>
  );
}
