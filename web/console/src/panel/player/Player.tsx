import { Button } from "@mantine/core";
import { IconHeadphones } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";

import type { Recording } from "../../api/types";
import { useWords } from "../../messages/use";
import { duration } from "../../shared/format";
import { HeardBy } from "./HeardBy";
import { Marks } from "./Marks";
import type { Jump } from "./place";
import { Playing } from "./Playing";
import { type Audio, useAddress, useJumps, usePlace } from "./sound";
import { TakeAway } from "./TakeAway";

interface PlayerProps {
  recording: Recording;
  jump: Jump | null;
  onJump: (seconds: number) => void;
}

/** What can be heard of a recording, what others have marked in it, and who has heard it. */
export default function Player({ recording, jump, onJump }: PlayerProps) {
  const [audio, setAudio] = useState<Audio>(null);
  const [asked, setAsked] = useState(false);
  const place = usePlace(audio, jump?.seconds ?? 0);
  useJumps(audio, jump);
  useAddress(audio);
  return (
    <div className="player">
      {recording.playable && !asked && <Load jump={jump} onLoad={() => setAsked(true)} />}
      {recording.playable && asked && <Playing recording={recording} audio={audio} onAudio={setAudio} place={place} />}
      <Marks recording={recording} place={place} onJump={onJump} />
      {recording.playable && <TakeAway recording={recording} place={place} />}
      <HeardBy id={recording.id} />
    </div>
  );
}

/** Nothing is fetched, and nobody written down, before it is asked for. Whoever chose a place is led here. */
function Load({ jump, onLoad }: { jump: Jump | null; onLoad: () => void }) {
  const { recordings, player } = useWords();
  const button = useRef<HTMLButtonElement>(null);
  const known = useRef(jump);
  useEffect(() => {
    if (jump !== known.current) button.current?.focus();
    known.current = jump;
  }, [jump]);
  return (
    <div className="buttons">
      <Button ref={button} leftSection={<IconHeadphones size={16} aria-hidden />} onClick={onLoad}>
        {jump === null ? recordings.play : player.playFrom(duration(jump.seconds))}
      </Button>
      <span className="hint">{recordings.counted}</span>
    </div>
  );
}
