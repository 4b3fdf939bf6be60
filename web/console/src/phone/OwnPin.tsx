import { Button, PasswordInput } from "@mantine/core";
import { type FormEvent, useState } from "react";

import { useOwnPin } from "../api/deskPhones";
import { useWords } from "../messages/use";
import { Trouble } from "../shared/Trouble";

/** The PIN with which I sign in at a phone that is not mine: chosen here, and shown nowhere. */
export function OwnPin() {
  const { pin } = useWords().phone;
  const words = useWords();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const save = useOwnPin();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(typed, { onSuccess: () => setTyped("") });
  };
  return (
    <div className="phone-settings">
      <div>
        <Button variant="default" size="compact-md" aria-expanded={open} onClick={() => setOpen(!open)}>
          {pin.title}
        </Button>
      </div>
      {open && (
        <form className="phone-settings" onSubmit={submit}>
          <PasswordInput
            label={pin.field}
            description={pin.hint}
            inputMode="numeric"
            autoComplete="off"
            visibilityToggleButtonProps={{ "aria-label": words.sign.show }}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Trouble error={save.error} />
          <div className="buttons">
            <Button type="submit" size="compact-md" loading={save.isPending} disabled={typed === ""}>
              {pin.save}
            </Button>
            <span role="status" className="hint">
              {save.isSuccess && pin.saved}
            </span>
          </div>
        </form>
      )}
    </div>
  );
}
