import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";

import { ApiError } from "../../api/client";
import { giveCode, type SignInReply } from "../../api/factor";
import { CodeField } from "../../factor/CodeField";
import { useWords } from "../../messages/use";
import { Trouble } from "../../shared/Trouble";

interface CodeStepProps {
  onDone: (reply: SignInReply) => void;
  /** Back to the password, and why. */
  onAgain: (why: unknown) => void;
}

/** The password was right; now the phone's code. */
export function CodeStep({ onDone, onAgain }: CodeStepProps) {
  const { factor } = useWords();
  const [code, setCode] = useState("");
  const giving = useMutation({
    mutationFn: giveCode,
    onSuccess: onDone,
    onError: (error) => isOver(error) && onAgain(error),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    giving.mutate(code);
  };
  return (
    <form onSubmit={submit} className="form">
      <p>{factor.step}</p>
      <CodeField code={code} onCode={setCode} error={giving.error} />
      <Trouble error={giving.error} except={["code"]} />
      <Button type="submit" loading={giving.isPending}>
        {factor.goOn}
      </Button>
      <Button variant="default" onClick={() => onAgain(null)}>
        {factor.again}
      </Button>
      <p className="hint">{factor.lost}</p>
    </form>
  );
}

/** The time for the second step has run out. */
export function isOver(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401;
}
