import { Button, Checkbox, Modal, NativeSelect, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";

import { type MadeToken, type Person, useMakeToken, type Whose } from "../../api/people";
import type { Permission } from "../../api/types";
import { useMe } from "../../app/me";
import { may } from "../../app/session";
import { useWords } from "../../messages/use";
import { fieldError, Trouble } from "../../shared/Trouble";
import { OneTime } from "../../shared/OneTime";

const DAYS = [7, 30, 90, 365] as const;
const DAY_MS = 86_400_000;
/** What no token may be given. */
const IN_PERSON: readonly Permission[] = ["public", "signed_in", "manage_people"];

interface MakeTokenProps {
  whose: Whose;
  owner: Person | undefined;
  onClose: () => void;
}

/** A new token, which is shown once. */
export function MakeToken({ whose, owner, onClose }: MakeTokenProps) {
  const words = useWords();
  const make = useMakeToken(whose);
  return (
    <Modal opened onClose={onClose} title={words.tokens.makeTitle} closeButtonProps={{ "aria-label": words.app.close }}>
      {make.data ? <Made made={make.data} onClose={onClose} /> : <Form make={make} owner={owner} onClose={onClose} />}
    </Modal>
  );
}

function Made({ made, onClose }: { made: MadeToken; onClose: () => void }) {
  const { tokens, people } = useWords();
  return (
    <div className="form">
      <OneTime label={tokens.shown} hint={tokens.shownHint} text={made.token} />
      <div className="buttons">
        <Button onClick={onClose}>{people.done}</Button>
      </div>
    </div>
  );
}

interface FormProps {
  make: ReturnType<typeof useMakeToken>;
  owner: Person | undefined;
  onClose: () => void;
}

function Form({ make, owner, onClose }: FormProps) {
  const { tokens, app } = useWords();
  const [name, setName] = useState("");
  const [days, setDays] = useState("90");
  const [chosen, setChosen] = useState<Permission[]>([]);
  const ready = name.trim() !== "" && chosen.length > 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const until = new Date(Date.now() + Number(days) * DAY_MS).toISOString();
    if (ready) make.mutate({ name: name.trim(), permissions: chosen, expires_at: until });
  };
  return (
    <form className="form" onSubmit={submit}>
      <TextInput
        label={tokens.name}
        data-autofocus
        autoComplete="off"
        maxLength={64}
        value={name}
        error={fieldError(make.error, "name")}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label={tokens.days}
        value={days}
        data={DAYS.map((each) => ({ value: String(each), label: tokens.dayCount(each) }))}
        onChange={(event) => setDays(event.currentTarget.value)}
      />
      <Permissions owner={owner} chosen={chosen} onChosen={setChosen} />
      <Trouble error={make.error} except={["name"]} />
      <div className="buttons">
        <Button variant="default" onClick={onClose}>
          {app.cancel}
        </Button>
        <Button type="submit" loading={make.isPending} disabled={!ready}>
          {tokens.make}
        </Button>
      </div>
    </form>
  );
}

interface PermissionsProps {
  owner: Person | undefined;
  chosen: Permission[];
  onChosen: (chosen: Permission[]) => void;
}

/** Of one's own only what one has oneself; what another has the server knows, and says what does not go. */
function Permissions({ owner, chosen, onChosen }: PermissionsProps) {
  const { tokens, permissions } = useWords();
  const me = useMe();
  const all = Object.keys(permissions) as Permission[];
  const offered = all.filter((each) => !IN_PERSON.includes(each) && (owner !== undefined || may(me, each)));
  return (
    <Checkbox.Group label={tokens.may} value={chosen} onChange={(values) => onChosen(values as Permission[])}>
      <div className="permission-list">
        {offered.map((each) => (
          <Checkbox key={each} value={each} label={permissions[each]} />
        ))}
      </div>
    </Checkbox.Group>
  );
}
