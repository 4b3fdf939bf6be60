import { Button } from "@mantine/core";
import { IconHelpCircle } from "@tabler/icons-react";

import { useAskHelp, useNeedNoHelp } from "../../api/floor";
import type { LiveAgent } from "../../api/types";
import { useFloor } from "../../live/hooks";
import { useWords } from "../../messages/use";
import { Section } from "../../shared/parts";
import { Trouble } from "../../shared/Trouble";

const ON_A_CALL: ReadonlySet<string> = new Set(["talking", "ringing", "reserved"]);

/** While I am on a call: one press, and the supervisors of its project see it. */
export function HelpMe({ agent }: { agent: LiveAgent }) {
  const { floor } = useWords();
  const call = ON_A_CALL.has(agent.state) ? agent.call_id : null;
  const asked = useFloor(({ helps }) => (call === null ? undefined : helps.get(call)));
  const colleagues = useFloor(({ calls }) => call !== null && calls.get(call)?.consult?.agent_id === agent.id);
  const ask = useAskHelp();
  const withdraw = useNeedNoHelp();
  if (call === null || colleagues) return null;
  return (
    <Section id="help-me" title={floor.help}>
      <div className="help-me">
        {asked === undefined ? (
          <Button size="md" variant="default" loading={ask.isPending} leftSection={<IconHelpCircle size={18} aria-hidden />} onClick={() => ask.mutate(call)}>
            {floor.helpMe}
          </Button>
        ) : (
          <Button size="md" variant="default" loading={withdraw.isPending} onClick={() => withdraw.mutate(call)}>
            {floor.needNoHelp}
          </Button>
        )}
        <p role="status" className="hint">
          {asked !== undefined && (asked.taken_by === null ? floor.helpAsked : floor.helpComes(asked.taken_by))}
        </p>
        <Trouble error={ask.error ?? withdraw.error} />
      </div>
    </Section>
  );
}
