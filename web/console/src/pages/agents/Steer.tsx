import { ActionIcon, Menu } from "@mantine/core";
import { IconDotsVertical } from "@tabler/icons-react";
import { lazy, type ReactNode, Suspense, useState } from "react";

import { useTakeBack } from "../../api/floor";
import type { LiveAgent } from "../../api/types";
import { useMe } from "../../app/me";
import { may, mayIn, mayInOne } from "../../app/session";
import { useWords } from "../../messages/use";
import type { Wish } from "./wish";

const WishForm = lazy(async () => ({ default: (await import("./WishForm")).WishForm }));

/** Whether the viewer steers agents at all, what to call with a wish, and the form in which it is confirmed. */
export function useSteering(): { onWish: ((wish: Wish) => void) | null; form: ReactNode } {
  const steers = may(useMe(), "steer_agents");
  const [wish, setWish] = useState<Wish | null>(null);
  const form = wish && (
    <Suspense fallback={null}>
      <WishForm wish={wish} onClose={() => setWish(null)} />
    </Suspense>
  );
  return { onWish: steers ? setWish : null, form };
}

interface SteerMenuProps {
  agent: LiveAgent;
  onWish: (wish: Wish) => void;
}

/** For who steers the agent in one of their projects. The first thing that can be chosen has the keyboard: one that cannot be would leave it on the page. */
export function SteerMenu({ agent, onWish }: SteerMenuProps) {
  const { agents, floor } = useWords();
  const me = useMe();
  const { state, project_ids: theirs } = agent;
  const runs = mayInOne(me, "run_floor", theirs);
  /** Skills count in every project of theirs; what an agent on loan has at home the service knows. */
  const skills = agent.loan_until !== null || theirs.every((each) => mayIn(me, "steer_agents", each));
  const wish = (what: Wish["what"]) => () => onWish({ agent, what });
  if (!mayInOne(me, "steer_agents", theirs)) return null;
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={agents.steer(agent.name)}>
          <IconDotsVertical size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item disabled={state === "available"} data-autofocus={state !== "available" || undefined} onClick={wish("available")}>
          {agents.makeReady}
        </Menu.Item>
        <Menu.Item disabled={state === "break"} data-autofocus={state === "available" || undefined} onClick={wish("break")}>
          {agents.sendToBreak}
        </Menu.Item>
        <Menu.Item disabled={state === "signed_out"} onClick={wish("signed_out")}>
          {agents.signOut}
        </Menu.Item>
        {(runs || skills) && <Menu.Divider />}
        {runs && <Menu.Item onClick={wish("message")}>{floor.message}</Menu.Item>}
        {skills && <Menu.Item onClick={wish("skills")}>{floor.skills}</Menu.Item>}
        {runs && (agent.loan_until ? <TakeBack agent={agent} /> : <Menu.Item onClick={wish("lend")}>{floor.lend}</Menu.Item>)}
      </Menu.Dropdown>
    </Menu>
  );
}

function TakeBack({ agent }: { agent: LiveAgent }) {
  const { floor } = useWords();
  const takeBack = useTakeBack(agent.id);
  return <Menu.Item onClick={() => takeBack.mutate()}>{floor.takeBack}</Menu.Item>;
}
