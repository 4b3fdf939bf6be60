import { Checkbox } from "@mantine/core";
import { useState } from "react";

import { useAgentSkills, useSetSkills } from "../../api/floor";
import type { LiveAgent } from "../../api/types";
import { useWords } from "../../messages/use";
import { Confirm } from "../../shared/Confirm";
import { Loading } from "../../shared/parts";

/** What an agent can do, of all that the queues ask for; in force from the next caller on. */
export function SkillsForm({ agent, onClose }: { agent: LiveAgent; onClose: () => void }) {
  const { floor } = useWords();
  const { data: before, error } = useAgentSkills(agent.id);
  const [chosen, setChosen] = useState<string[]>();
  const save = useSetSkills(agent.id);
  const skills = chosen ?? before?.skills ?? [];
  return (
    <Confirm
      question={floor.skillsOf(agent.name)}
      yes={floor.save}
      ready={before !== undefined}
      pending={save.isPending}
      error={error ?? save.error}
      onYes={() => save.mutate(skills, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p className="hint">{floor.skillsHint}</p>
      {before === undefined && error === null && <Loading />}
      {before?.known.length === 0 && <p className="hint">{floor.skillsNone}</p>}
      {before !== undefined && before.known.length > 0 && (
        <Checkbox.Group label={floor.skills} value={skills} onChange={setChosen}>
          <div className="choices">
            {before.known.map((skill) => (
              <Checkbox key={skill} value={skill} label={skill} />
            ))}
          </div>
        </Checkbox.Group>
      )}
    </Confirm>
  );
}
