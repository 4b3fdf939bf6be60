import { Button, Checkbox, Modal } from "@mantine/core";
import { type FormEvent, useState } from "react";

import { useRequiredRoles, useRequireOf } from "../../api/factor";
import type { Role } from "../../api/types";
import { useMe } from "../../app/me";
import { mayIn } from "../../app/session";
import { useWords } from "../../messages/use";
import { Awaited } from "../../shared/SidePanel";
import { Trouble } from "../../shared/Trouble";
import { ROLES } from "./roles";

/** Of which roles somebody must have a second factor: seen by who manages people, chosen by who does so everywhere. */
export function RequiredRoles({ onClose }: { onClose: () => void }) {
  const words = useWords();
  const asked = useRequiredRoles();
  return (
    <Modal opened onClose={onClose} title={words.factor.whoMust} closeButtonProps={{ "aria-label": words.app.close }}>
      <Awaited asked={asked} gone={null} />
      {asked.data && <Form required={asked.data} onClose={onClose} />}
    </Modal>
  );
}

function Form({ required, onClose }: { required: readonly Role[]; onClose: () => void }) {
  const words = useWords();
  const may = mayIn(useMe(), "manage_people", null);
  const save = useRequireOf();
  const [chosen, setChosen] = useState<Role[]>([...required]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(chosen, { onSuccess: onClose });
  };
  return (
    <form className="form" onSubmit={submit}>
      <p>{words.factor.whoMustHint}</p>
      <Checkbox.Group label={words.people.rolesTitle} value={chosen} onChange={(values) => setChosen(values as Role[])}>
        <div className="permission-list">
          {ROLES.map((role) => (
            <Checkbox key={role} value={role} label={words.roles[role]} disabled={!may} />
          ))}
        </div>
      </Checkbox.Group>
      <Trouble error={save.error} />
      <div className="buttons">
        <Button variant="default" onClick={onClose}>
          {words.app.cancel}
        </Button>
        <Button type="submit" loading={save.isPending} disabled={!may}>
          {words.factor.save}
        </Button>
      </div>
    </form>
  );
}
