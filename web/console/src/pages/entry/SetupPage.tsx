import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";

import { post } from "../../api/client";
import type { Filters } from "../../app/filters";
import { useWords } from "../../messages/use";
import { fieldError, Trouble } from "../../shared/Trouble";
import { EntryFrame } from "./EntryFrame";
import { differs, NewPassword, type TypedTwice } from "./NewPassword";

interface Typed extends TypedTwice {
  name: string;
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
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!differs(typed)) setUp.mutate(typed);
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
      <NewPassword typed={typed} error={fieldError(setUp.error, "password")} onType={(part) => setTyped({ ...typed, ...part })} />
      <Trouble error={setUp.error} except={["name", "password"]} />
      <Button type="submit" loading={setUp.isPending}>
        {words.sign.setupSubmit}
      </Button>
    </form>
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
