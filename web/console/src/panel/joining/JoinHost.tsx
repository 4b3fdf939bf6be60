import { Button } from "@mantine/core";
import { IconMicrophone, IconMicrophoneOff } from "@tabler/icons-react";
import { useEffect } from "react";

import type { LiveCall } from "../../api/types";
import { NOTHING_OPEN, useFilters } from "../../app/filters";
import { useMe } from "../../app/me";
import { mayIn } from "../../app/session";
import { useFloor, useLink } from "../../live/hooks";
import { useWords } from "../../messages/use";
import { phone } from "../../phone/phone";
import { useNumber } from "../../shared/useNumber";
import { audienceOf, needsMicrophone } from "./hearing";
import { useJoinedCall, useJoiner, useMyHearing } from "./hooks";
import { joiner } from "./joiner";
import { useLeaving } from "./useLeaving";

/** Goes on while pages change: the strip that says who hears me, the agent who is followed, the microphone. */
export function JoinHost() {
  const { filters } = useFilters();
  const call = useJoinedCall();
  useFollowing(call);
  useHangingUp();
  return (
    <>
      <Microphone call={call} />
      {call !== undefined && filters.call !== call.id && <JoinStrip call={call} />}
    </>
  );
}

/** A page that goes hangs up its line, so that nobody is thought to listen who does not. */
function useHangingUp(): void {
  useEffect(() => {
    const leave = () => phone.leaveLine();
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, []);
}

/** What I asked for shows on the floor a moment after the answer: so long the microphone waits for its word. */
const WORD_MS = 1_000;

/** Open only while the floor says that I am to be heard, or I am asking for it. */
function Microphone({ call }: { call: LiveCall | undefined }) {
  const asks = useJoiner(({ asking }) => asking !== null);
  const heard = useHeard(call);
  useEffect(() => {
    if (asks || heard) return undefined;
    const timer = setTimeout(() => void phone.speakOnLine(false), WORD_MS);
    return () => clearTimeout(timer);
  }, [asks, heard]);
  return null;
}

function useHeard(call: LiveCall | undefined): boolean {
  const mine = useMyHearing(call);
  return mine !== undefined && needsMicrophone(mine.depth);
}

/** Where the panel of the call that I hear is not open, its one sentence is on top of every page. */
function JoinStrip({ call }: { call: LiveCall }) {
  const { joining } = useWords();
  const number = useNumber();
  const { change } = useFilters();
  const current = useLink().kind === "live";
  const { armed, leave } = useLeaving(call);
  const mine = useMyHearing(call);
  if (mine === undefined) return null;
  const audience = audienceOf(call, mine);
  const Icon = audience === "nobody" ? IconMicrophoneOff : IconMicrophone;
  return (
    <section className={audience === "nobody" ? "join-strip" : "join-strip join-loud"} aria-label={joining.title}>
      <p role="status">
        <Icon size={18} aria-hidden />
        <span>{joining.on(call.agent ?? number(call.customer))}</span> <span>{joining.heardBy}</span> <strong>{current ? joining.audience[audience] : joining.unknown}</strong>
      </p>
      <Button size="compact-sm" variant="default" onClick={() => change({ ...NOTHING_OPEN, call: call.id })}>
        {joining.open}
      </Button>
      <Button size="compact-sm" variant={armed ? "filled" : "default"} color={armed ? "red.9" : "gray"} onClick={leave}>
        {armed ? joining.againToLeave : joining.leave}
      </Button>
      <p className="visually-hidden" role="status">
        {armed && joining.sureToLeave}
      </p>
    </section>
  );
}

/** When the call of the agent who is followed has ended, their next one is listened to, and stands where it stood. One that
 * is not mine to hear is passed over. */
function useFollowing(now: LiveCall | undefined): void {
  const { change } = useFilters();
  const me = useMe();
  const follows = useJoiner((state) => state.follows);
  const busy = useJoiner(({ asking }) => asking !== null);
  const next = useFloor(({ calls }) => [...calls.values()].find((each) => each.agent_id === follows && each.state === "talking" && mayIn(me, "listen", each.project_id))?.id);
  useEffect(() => {
    if (follows === null || next === undefined || now !== undefined || busy || joiner.hasTried(next)) return;
    change({ ...NOTHING_OPEN, call: next }, { replace: true });
    void joiner.followTo(next);
  }, [follows, next, now, busy, change]);
}
