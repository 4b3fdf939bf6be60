import { Button, Modal, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";

import { type RoleIn, useInvite } from "../../api/people";
import { useWords } from "../../messages/use";
import { fieldError, Trouble } from "../../shared/Trouble";
import { OneTime } from "../../shared/OneTime";
import { isComplete } from "./roles";
import { RolesField, useEmptyRole } from "./RolesField";

/** Somebody new: their name and roles, then the link that is handed to them. */
export function Invite({ onClose }: { onClose: () => void }) {
  const words = useWords();
  const invite = useInvite();
  const title = invite.data ? words.people.linkTitle(invite.variables.name) : words.people.inviteTitle;
  return (
    <Modal opened onClose={onClose} title={title} size="lg" closeButtonProps={{ "aria-label": words.app.close }}>
      {invite.data ? <Link path={invite.data.link} onClose={onClose} /> : <Form invite={invite} onClose={onClose} />}
    </Modal>
  );
}

export function Link({ path, onClose }: { path: string; onClose: () => void }) {
  const { people } = useWords();
  return (
    <div className="form">
      <OneTime label={people.link} hint={people.inviteHint} text={`${window.location.origin}${path}`} />
      <div className="buttons">
        <Button onClick={onClose}>{people.done}</Button>
      </div>
    </div>
  );
}

function Form({ invite, onClose }: { invite: ReturnType<typeof useInvite>; onClose: () => void }) {
  const words = useWords();
  const [name, setName] = useState("");
  const [roles, setRoles] = useState<RoleIn[]>([useEmptyRole()]);
  const [agent, setAgent] = useState<number | null>(null);
  const ready = name.trim() !== "" && isComplete(roles, agent);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) invite.mutate({ name: name.trim(), roles, agent_id: agent });
  };
  return (
    <form className="form" onSubmit={submit}>
      <TextInput
        label={words.people.name}
        data-autofocus
        autoComplete="off"
        value={name}
        error={fieldError(invite.error, "name")}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <RolesField roles={roles} onRoles={setRoles} agent={agent} onAgent={setAgent} />
      <p className="hint">{words.people.inviteHint}</p>
      <Trouble error={invite.error} except={["name"]} />
      <div className="buttons">
        <Button variant="default" onClick={onClose}>
          {words.app.cancel}
        </Button>
        <Button type="submit" loading={invite.isPending} disabled={!ready}>
          {words.people.invite}
        </Button>
      </div>
    </form>
  );
}
