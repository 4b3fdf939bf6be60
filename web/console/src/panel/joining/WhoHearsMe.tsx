import { IconMicrophone, IconMicrophoneOff } from "@tabler/icons-react";

import type { HeardBy, LiveCall } from "../../api/types";
import { useMe } from "../../app/me";
import { useLink } from "../../live/hooks";
import type { Messages } from "../../messages/catalogue";
import { useWords } from "../../messages/use";
import { usePhone } from "../../phone/hooks";
import { audienceOf } from "./hearing";
import { useListensAt } from "./place";

/** Who can hear me now, by the switch's word; while that does not come, that it is not known. */
export function WhoHearsMe({ call, mine }: { call: LiveCall; mine: HeardBy | undefined }) {
  const words = useWords();
  const current = useLink().kind === "live";
  const atPhone = useListensAt() === "phone";
  const here = usePhone(({ line }) => line === "up") || atPhone;
  const audience = mine && audienceOf(call, mine);
  const loud = audience !== undefined && audience !== "nobody";
  const Icon = loud ? IconMicrophone : IconMicrophoneOff;
  return (
    <>
      <div className={loud ? "join-heard join-loud" : "join-heard"} role="status">
        <Icon size={22} aria-hidden />
        <p>
          <span>{words.joining.heardBy}</span> <strong>{current ? words.joining.audience[audience ?? "nobody"] : words.joining.unknown}</strong>
          <span className="join-how">{howOf(words, mine, here)}</span>
        </p>
      </div>
      <Others call={call} />
    </>
  );
}

function howOf({ joining }: Messages, mine: HeardBy | undefined, here: boolean): string {
  if (mine === undefined) return joining.notOn;
  if (!here) return joining.elsewhere;
  return mine.waiting ? joining.apart : joining.now[mine.depth];
}

function Others({ call }: { call: LiveCall }) {
  const { joining } = useWords();
  const me = useMe();
  const others = (call.heard_by ?? []).filter(({ user }) => user !== me.id);
  if (others.length === 0) return null;
  return <p className="hint">{joining.others(others.map(({ name, depth }) => `${name} ${joining.depth[depth]}`).join(", "))}</p>;
}
