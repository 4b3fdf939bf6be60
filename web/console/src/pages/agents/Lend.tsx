import { NativeSelect } from "@mantine/core";
import { useState } from "react";

import { useLend } from "../../api/floor";
import type { LiveAgent } from "../../api/types";
import { useWords } from "../../messages/use";
import { Confirm } from "../../shared/Confirm";
import { useProjectsWith } from "../../shared/projects";

const LASTS = [30, 60, 120, 240, 480] as const;

/** Asks to which project and for how long. */
export function LendForm({ agent, onClose }: { agent: LiveAgent; onClose: () => void }) {
  const words = useWords();
  const { floor } = words;
  const projects = useProjectsWith("run_floor");
  const others = projects.filter((project) => !agent.projects.includes(project.name));
  const [chosen, setChosen] = useState<string>();
  const [minutes, setMinutes] = useState(60);
  const lend = useLend(agent.id);
  const project = chosen ?? String(others[0]?.id ?? "");
  return (
    <Confirm
      question={floor.lendQuestion(agent.name)}
      yes={floor.lend}
      ready={project !== ""}
      pending={lend.isPending}
      error={lend.error}
      onYes={() => lend.mutate({ project: Number(project), minutes }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p className="hint">{others.length === 0 ? floor.nowhereToLend : floor.lendHint}</p>
      <NativeSelect label={words.app.project} value={project} data={others.map(({ id, name }) => ({ value: String(id), label: name }))} onChange={(event) => setChosen(event.currentTarget.value)} />
      <NativeSelect label={floor.lendFor} value={String(minutes)} data={LASTS.map((each) => ({ value: String(each), label: floor.lasts(each) }))} onChange={(event) => setMinutes(Number(event.currentTarget.value))} />
    </Confirm>
  );
}
