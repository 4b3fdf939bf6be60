import { NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";

import { useAgentState } from "../../api/intents";
import { useProjects } from "../../api/queries";
import type { AgentStateRequest, LiveAgent } from "../../api/types";
import type { Messages } from "../../messages/catalogue";
import { useWords } from "../../messages/use";
import { Confirm } from "../../shared/Confirm";
import { LendForm } from "./Lend";
import { MessageForm } from "./Message";
import { SkillsForm } from "./Skills";
import { breakReasons, type Wish } from "./wish";

const BUSY: ReadonlySet<string> = new Set(["reserved", "ringing", "talking", "wrap_up"]);

/** The form in which what is wanted of an agent is said in full and asked for. */
export function WishForm({ wish: { agent, what }, onClose }: { wish: Wish; onClose: () => void }) {
  switch (what) {
    case "lend":
      return <LendForm agent={agent} onClose={onClose} />;
    case "message":
      return <MessageForm agent={agent} onClose={onClose} />;
    case "skills":
      return <SkillsForm agent={agent} onClose={onClose} />;
    default:
      return <StateForm agent={agent} state={what} onClose={onClose} />;
  }
}

interface StateFormProps {
  agent: LiveAgent;
  state: AgentStateRequest["state"];
  onClose: () => void;
}

function StateForm({ agent, state, onClose }: StateFormProps) {
  const words = useWords();
  const { data: projects = [] } = useProjects();
  const reasons = state === "break" ? breakReasons(projects, agent) : [];
  const [chosen, setChosen] = useState<string>();
  const [note, setNote] = useState("");
  const steer = useAgentState(agent.id);
  const said = { state, note: note.trim() };
  const request = state === "break" ? { ...said, reason: chosen ?? reasons[0] ?? words.desk.break } : said;
  const { question, yes } = asking(agent, state, words);
  return (
    <Confirm question={question} yes={yes} pending={steer.isPending} error={steer.error} onYes={() => steer.mutate(request, { onSuccess: onClose })} onClose={onClose}>
      {BUSY.has(agent.state) && state !== "available" && <p className="hint">{words.agents.afterCall}</p>}
      {reasons.length > 0 && <NativeSelect label={words.agents.reason} value={chosen ?? reasons[0]} data={reasons} onChange={(event) => setChosen(event.currentTarget.value)} />}
      <TextInput label={words.floor.note} description={words.floor.noteHint} value={note} maxLength={200} onChange={(event) => setNote(event.currentTarget.value)} />
    </Confirm>
  );
}

function asking({ name }: LiveAgent, state: AgentStateRequest["state"], { agents }: Messages): { question: string; yes: string } {
  switch (state) {
    case "available":
      return { question: agents.confirmReady(name), yes: agents.makeReady };
    case "break":
      return { question: agents.confirmBreak(name), yes: agents.sendToBreak };
    case "signed_out":
      return { question: agents.confirmSignOut(name), yes: agents.signOut };
  }
}
