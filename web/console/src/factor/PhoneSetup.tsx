import { Button } from "@mantine/core";
import { type FormEvent, useState } from "react";

import type { NewFactor } from "../api/factor";
import { useWords } from "../messages/use";
import { OneTime } from "../shared/OneTime";
import { Trouble } from "../shared/Trouble";
import { CodeField } from "./CodeField";

interface PhoneSetupProps {
  shown: NewFactor;
  pending: boolean;
  error: unknown;
  onConfirm: (code: string) => void;
}

/** The picture for the phone, the key for who cannot scan it, and the first code, which shows that it has worked. */
export function PhoneSetup({ shown, pending, error, onConfirm }: PhoneSetupProps) {
  const { factor } = useWords();
  const [code, setCode] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    onConfirm(code);
  };
  return (
    <form className="form" onSubmit={submit}>
      <p>{factor.scan}</p>
      <img className="qr" src={shown.picture} alt={factor.picture} />
      <OneTime label={factor.key} text={shown.key} />
      <CodeField first code={code} onCode={setCode} error={error} />
      <Trouble error={error} except={["code"]} />
      <div className="buttons">
        <Button type="submit" loading={pending}>
          {factor.confirm}
        </Button>
      </div>
    </form>
  );
}
