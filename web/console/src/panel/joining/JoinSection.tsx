import { Button, Checkbox } from "@mantine/core";
import { IconEar, IconHeadset, IconMessageShare, IconPhoneOff, IconUsersGroup } from "@tabler/icons-react";
import type { ComponentType } from "react";

import type { Depth, LiveCall } from "../../api/types";
import { useMe } from "../../app/me";
import { mayIn } from "../../app/session";
import { useWords } from "../../messages/use";
import { PanelSection } from "../../shared/SidePanel";
import { DEPTHS, isOffered, TAKES } from "./hearing";

import { useJoiner, useMyHearing } from "./hooks";
import { JoinTrouble } from "./JoinTrouble";
import { hasLine, joiner } from "./joiner";
import { Levels } from "./Levels";
import { LineState } from "./LineState";
import { useListensAt } from "./place";
import { useJoinKeys } from "./useJoinKeys";
import { useLeaving } from "./useLeaving";
import { useSure } from "./useSure";
import { WhoHearsMe } from "./WhoHearsMe";

const ICONS: Record<Depth, ComponentType<{ size?: number; "aria-hidden"?: boolean }>> = {
  listen: IconEar,
  whisper: IconMessageShare,
  barge: IconUsersGroup,
  take_over: IconHeadset,
};

/** A live call, heard: who hears me, how deep I am, and what changes that. */
export function JoinSection({ call }: { call: LiveCall }) {
  const words = useWords();
  const mine = useMyHearing(call);
  const { armed, ask } = useDepths(call, mine?.depth);
  const { armed: leaves, leave } = useLeaving(call);
  const listens = useListensAt();
  useJoinKeys({ depth: ask, leave });
  return (
    <PanelSection id="panel-join" title={words.joining.title}>
      <div className="join">
        <WhoHearsMe call={call} mine={mine} />
        <div className="join-depths" role="group" aria-label={words.joining.depths}>
          {useMyDepths(call).map((depth) => (
            <DepthButton key={depth} call={call} depth={depth} now={mine?.depth} armed={armed && depth === "take_over"} onPress={() => ask(depth)} />
          ))}
        </div>
        <p className="visually-hidden" role="status">
          {armed && words.joining.sure}
          {leaves && words.joining.sureToLeave}
        </p>
        <div className="buttons join-end">
          <Button size="compact-md" variant={leaves ? "filled" : "default"} color={leaves ? "red.9" : "gray"} disabled={mine === undefined} leftSection={<IconPhoneOff size={16} aria-hidden />} rightSection={<kbd>0</kbd>} aria-keyshortcuts="0 Escape" onClick={leave}>
            {leaves ? words.joining.againToLeave : words.joining.leave}
          </Button>
          <Follow call={call} />
        </div>
        {listens === "page" && <Levels />}
        <LineState />
        <JoinTrouble call={call.id} />
      </div>
    </PanelSection>
  );
}

function useMyDepths(call: LiveCall): Depth[] {
  const me = useMe();
  return DEPTHS.filter((depth) => mayIn(me, TAKES[depth], call.project_id));
}

/** Taking over is asked for twice: the second press within five seconds counts. */
function useDepths(call: LiveCall, now: Depth | undefined) {
  const mine = useMyDepths(call);
  const { armed, press } = useSure(() => void joiner.join(call.id, "take_over"));
  const ask = (depth: Depth) => {
    if ((depth === now && hasLine()) || !mine.includes(depth) || !isOffered(depth, call.state, now)) return;
    if (depth === "take_over") press();
    else void joiner.join(call.id, depth);
  };
  return { armed, ask };
}

interface DepthButtonProps {
  call: LiveCall;
  depth: Depth;
  now: Depth | undefined;
  armed: boolean;
  onPress: () => void;
}

function DepthButton({ call, depth, now, armed, onPress }: DepthButtonProps) {
  const on = now === depth;
  const { joining } = useWords();
  const asked = useJoiner(({ asking }) => asking?.call === call.id && asking.depth === depth);
  const Icon = ICONS[depth];
  const key = String(DEPTHS.indexOf(depth) + 1);
  return (
    <Button
      variant={on || armed ? "filled" : "default"}
      color={armed ? "red.9" : "indigo"}
      className="join-depth"
      aria-pressed={on}
      aria-keyshortcuts={key}
      loading={asked}
      disabled={!on && !isOffered(depth, call.state, now)}
      title={joining.means[depth]}
      leftSection={<Icon size={16} aria-hidden />}
      rightSection={<kbd>{key}</kbd>}
      onClick={onPress}
    >
      {armed ? joining.again : joining.press[depth]}
    </Button>
  );
}

function Follow({ call }: { call: LiveCall }) {
  const { joining } = useWords();
  const follows = useJoiner((state) => state.follows);
  if (call.agent_id === null || call.agent === null) return null;
  const { agent_id: id } = call;
  return <Checkbox size="xs" label={joining.follow(call.agent)} checked={follows === id} onChange={() => joiner.follow(follows === id ? null : id)} />;
}
