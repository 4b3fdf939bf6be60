import { Button } from "@mantine/core";
import { IconMessage2 } from "@tabler/icons-react";

import { useRead } from "../api/floor";
import type { LiveBroadcast } from "../api/types";
import { useFloorList } from "../live/hooks";
import { useWords } from "../messages/use";
import { sentenceOf } from "../shared/Trouble";
import { useMoment } from "../shared/useMoment";
import { useMe } from "./me";

/** What has been said to this agent and they have not read yet: on every page, in every tab, until one of them says so. */
export function Said() {
  const { agent_id: agent } = useMe();
  const { floor } = useWords();
  const unread = useFloorList(({ broadcasts }) => (agent === null ? [] : [...broadcasts.values()].filter((each) => isUnread(each, agent))));
  if (agent === null) return null;
  return (
    <div role="log" aria-live="assertive" aria-label={floor.toYou} className="said">
      {unread.map((each) => (
        <SaidRow key={each.id} broadcast={each} />
      ))}
    </div>
  );
}

export function isUnread(broadcast: LiveBroadcast, agent: number): boolean {
  return broadcast.recipients.includes(agent) && !broadcast.readers.includes(agent);
}

function SaidRow({ broadcast }: { broadcast: LiveBroadcast }) {
  const words = useWords();
  const moment = useMoment();
  const read = useRead();
  return (
    <div className="said-row">
      <IconMessage2 size={18} aria-hidden />
      <span className="alarm-sentence">
        <span className="broadcast-text">{broadcast.text}</span> <span className="hint">{words.floor.from(broadcast.by, moment(broadcast.at))}
          {broadcast.agent !== null && `, ${words.floor.toYouAlone}`}</span>
      </span>
      {read.error !== null && <span className="mark mark-bad">{sentenceOf(read.error, words)}</span>}
      <Button size="compact-sm" loading={read.isPending} onClick={() => read.mutate(broadcast.id)}>
        {words.floor.read}
      </Button>
    </div>
  );
}
