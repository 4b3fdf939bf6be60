import { Button, PasswordInput } from "@mantine/core";
import { type FormEvent, useState } from "react";

import { useChangePassword } from "../../api/people";
import { useWords } from "../../messages/use";
import { PanelSection } from "../../shared/SidePanel";
import { fieldError, Trouble } from "../../shared/Trouble";
import { differs, NewPassword } from "../entry/NewPassword";

const NOTHING = { old: "", password: "", repeat: "" };

/** One's own new password, by the one there is. */
export function OwnPassword() {
  const { account } = useWords();
  const change = useChangePassword();
  return (
    <PanelSection id="own-password" title={account.password}>
      <p className="hint">{account.passwordHint}</p>
      <p role="status">{change.data && account.changed(change.data.ended)}</p>
      <Asking change={change} />
    </PanelSection>
  );
}

function Asking({ change }: { change: ReturnType<typeof useChangePassword> }) {
  const { account, sign } = useWords();
  const [typed, setTyped] = useState(NOTHING);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (differs(typed)) return;
    change.mutate({ password: typed.old, new_password: typed.password }, { onSuccess: () => setTyped(NOTHING) });
  };
  return (
    <form className="form" onSubmit={submit}>
      <PasswordInput
        label={account.oldPassword}
        autoComplete="current-password"
        required
        visibilityToggleButtonProps={{ "aria-label": sign.show }}
        value={typed.old}
        error={fieldError(change.error, "password")}
        onChange={(event) => setTyped({ ...typed, old: event.currentTarget.value })}
      />
      <NewPassword
        typed={typed}
        labels={{ password: account.newPassword, repeat: account.newRepeat }}
        error={fieldError(change.error, "new_password")}
        onType={(part) => setTyped({ ...typed, ...part })}
      />
      <Trouble error={change.error} except={["password", "new_password"]} />
      <div className="buttons">
        <Button type="submit" loading={change.isPending}>
          {account.change}
        </Button>
      </div>
    </form>
  );
}
