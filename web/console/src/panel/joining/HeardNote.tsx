import { IconEar } from "@tabler/icons-react";

import type { LiveCall } from "../../api/types";
import { useWords } from "../../messages/use";
import { ListenerList } from "./Listeners";

/** For the agent, where the project tells them: who listens and how deep, and who did, from when to when. The region of
 * those who do is always there, to be read out. */
export function HeardNote({ call }: { call: LiveCall | undefined }) {
  const { joining } = useWords();
  const who = call?.heard_by ?? [];
  return (
    <>
      <p className="heard-note" role="status">
        {who.length > 0 && <IconEar size={16} aria-hidden />}
        {who.map(({ name, depth }) => `${name} ${joining.depth[depth]}`).join(", ")}
      </p>
      {call?.agent_told && <ListenerList call={call.id} live={call} />}
    </>
  );
}
