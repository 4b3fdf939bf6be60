import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";

import { post } from "../../api/client";
import type { Filters } from "../../app/filters";
import type { Messages } from "../../messages/catalogue";
import { useWords } from "../../messages/use";
import { fieldError, Trouble } from "../../shared/Trouble";
import { EntryFrame } from "./EntryFrame";

interface Typed {
  name: string;
  password: string;
  repeat: string;
}

export function SetupPage() {
  const words = useWords();
  const { token } = useSearch({ strict: false }) as Filters;
  return (
    <EntryFrame title={words.sign.setupTitle}>
      {token === undefined ? <p role="alert">{words.sign.noToken}</p> : <SetupForm token={token} />}
    </EntryFrame>
  );
}

function SetupForm({ token }: { token: string }) {
  const words = useWords();
  const [typed, setTyped] = useState<Typed>({ name: "", password: "", repeat: "" });
  const setUp = useMutation({
    mutationFn: ({ name, password }: Typed) => post("/api/setup", name === "" ? { token, password } : { token, name, password }),
  });
  const differ = typed.repeat !== "" && typed.repeat !== typed.password;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!differ) setUp.mutate(typed);
  };
  if (setUp.isSuccess) return <SetupDone />;
  return (
    <form onSubmit={submit} className="form">
      <p className="hint">{words.sign.setupHint}</p>
      <TextInput
        label={words.sign.setupName}
        description={words.sign.setupNameHint}
        autoComplete="username"
        value={typed.name}
        error={fieldError(setUp.error, "name")}
        onChange={(event) => setTyped({ ...typed, name: event.currentTarget.value })}
      />
      <NewPassword {...{ words, typed, setTyped }} error={fieldError(setUp.error, "password")} differ={differ} />
      <Trouble error={setUp.error} except={["name", "password"]} />
      <Button type="submit" loading={setUp.isPending}>
        {words.sign.setupSubmit}
      </Button>
    </form>
  );
}

interface NewPasswordProps {
  words: Messages;
  typed: Typed;
  setTyped: (typed: Typed) => void;
  error: string | null;
  differ: boolean;
}

function NewPassword({ words, typed, setTyped, error, differ }: NewPasswordProps) {
  const toggle = { "aria-label": words.sign.show };
  return (
    <>
      <PasswordInput
        label={words.sign.password}
        autoComplete="new-password"
        required
        visibilityToggleButtonProps={toggle}
        value={typed.password}
        error={error}
        onChange={(event) => setTyped({ ...typed, password: event.currentTarget.value })}
      />
      <PasswordInput
        label={words.sign.repeat}
        autoComplete="new-password"
        required
        visibilityToggleButtonProps={toggle}
        value={typed.repeat}
        error={differ ? words.sign.differ : null}
        onChange={(event) => setTyped({ ...typed, repeat: event.currentTarget.value })}
      />
    </>
  );
}

function SetupDone() {
  const words = useWords();
  return (
    <div role="status">
      <p>{words.sign.setupDone}</p>
      <Link to="/sign-in">{words.sign.submit}</Link>
    </div>
  );
}
