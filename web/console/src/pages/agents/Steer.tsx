import { ActionIcon, Button, Menu, Modal, NativeSelect, TextInput } from "@mantine/core";
import { IconDotsVertical } from "@tabler/icons-react";
import { useState } from "react";

import { useTakeBack } from "../../api/floor";
import { useAgentState } from "../../api/intents";
import { useProjects } from "../../api/queries";
import type { AgentStateRequest, LiveAgent, Project } from "../../api/types";
import { useMe } from "../../app/me";
import { may } from "../../app/session";
import type { Messages } from "../../messages/catalogue";
import { useWords } from "../../messages/use";
import { Trouble } from "../../shared/Trouble";

/** A state that somebody wants for an agent, not asked for yet. */
export interface Wish {
  agent: LiveAgent;
  state: AgentStateRequest["state"];
}

const BUSY: ReadonlySet<string> = new Set(["reserved", "ringing", "talking", "wrap_up"]);

interface SteerMenuProps {
  agent: LiveAgent;
  onWish: (wish: Wish) => void;
  onLend: (agent: LiveAgent) => void;
}

export function SteerMenu({ agent, onWish, onLend }: SteerMenuProps) {
  const words = useWords();
  const lends = may(useMe(), "run_floor");
  const takeBack = useTakeBack(agent.id);
  const { state } = agent;
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={words.agents.steer(agent.name)}>
          <IconDotsVertical size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item disabled={state === "available"} onClick={() => onWish({ agent, state: "available" })}>
          {words.agents.makeReady}
        </Menu.Item>
        <Menu.Item disabled={state === "break"} onClick={() => onWish({ agent, state: "break" })}>
          {words.agents.sendToBreak}
        </Menu.Item>
        <Menu.Item disabled={state === "signed_out"} onClick={() => onWish({ agent, state: "signed_out" })}>
          {words.agents.signOut}
        </Menu.Item>
        {lends && <Menu.Divider />}
        {lends && !agent.loan_until && <Menu.Item onClick={() => onLend(agent)}>{words.floor.lend}</Menu.Item>}
        {lends && agent.loan_until && <Menu.Item onClick={() => takeBack.mutate()}>{words.floor.takeBack}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}

interface SteerConfirmProps {
  wish: Wish;
  onClose: () => void;
}

export function SteerConfirm({ wish, onClose }: SteerConfirmProps) {
  const words = useWords();
  const { data: projects = [] } = useProjects();
  const reasons = breakReasons(projects, wish.agent);
  const [reason, setReason] = useState(reasons[0] ?? "");
  const [note, setNote] = useState("");
  const steer = useAgentState(wish.agent.id);
  const said = { state: wish.state, note: note.trim() };
  const request = wish.state === "break" ? { ...said, reason: reason || words.desk.break } : said;
  return (
    <Modal opened onClose={onClose} title={question(wish, words)} closeButtonProps={{ "aria-label": words.app.close }}>
      <div className="form">
        {BUSY.has(wish.agent.state) && wish.state !== "available" && <p className="hint">{words.agents.afterCall}</p>}
        {wish.state === "break" && reasons.length > 0 && (
          <NativeSelect label={words.agents.reason} value={reason} data={reasons} onChange={(event) => setReason(event.currentTarget.value)} />
        )}
        <TextInput label={words.floor.note} description={words.floor.noteHint} value={note} maxLength={200} onChange={(event) => setNote(event.currentTarget.value)} />
        <Trouble error={steer.error} />
        <div className="buttons">
          <Button variant="default" onClick={onClose}>
            {words.app.cancel}
          </Button>
          <Button data-autofocus loading={steer.isPending} onClick={() => steer.mutate(request, { onSuccess: onClose })}>
            {verb(wish, words)}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

function question({ agent, state }: Wish, { agents }: Messages): string {
  const ask = { available: agents.confirmReady, break: agents.confirmBreak, signed_out: agents.confirmSignOut };
  return ask[state](agent.name);
}

function verb({ state }: Wish, { agents }: Messages): string {
  return { available: agents.makeReady, break: agents.sendToBreak, signed_out: agents.signOut }[state];
}

/** The break reasons of the agent's projects; of all, where the agent names none. */
export function breakReasons(projects: readonly Project[], agent: Pick<LiveAgent, "projects">): string[] {
  const theirs = projects.filter((project) => agent.projects.some((each) => each === String(project.id) || each === project.name));
  const asked = theirs.length === 0 ? projects : theirs;
  return [...new Set(asked.flatMap((project) => project.break_reasons))];
}
