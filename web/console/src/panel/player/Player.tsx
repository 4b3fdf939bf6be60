import { Button, SegmentedControl } from "@mantine/core";
import { IconDownload, IconHeadphones } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

import { getBlob } from "../../api/client";
import { useForgetPlays, usePlays } from "../../api/queries";
import type { Recording } from "../../api/types";
import { useWords } from "../../messages/use";
import { Trouble } from "../../shared/Trouble";
import { useMoment } from "../../shared/useMoment";
import { Waves } from "./Waves";

/** Decoding a longer one would take too much of the browser's memory. */
const LONGEST_PICTURED_SECONDS = 3_600;
const SPEEDS = ["0.75", "1", "1.25", "1.5", "2"];

interface Sound {
  file: Blob;
  url: string;
}

/** The file is fetched once and played from memory, so that one listening is one line in the trail. */
export default function Player({ recording }: { recording: Recording }) {
  const words = useWords();
  const address = `/api/recordings/${String(recording.id)}/audio`;
  const { load, sound } = useAudio(address, String(recording.id));
  return (
    <div className="player">
      <Trouble error={load.error} />
      {sound === null ? (
        <div className="buttons">
          <Button leftSection={<IconHeadphones size={16} aria-hidden />} loading={load.isPending} onClick={() => load.mutate()}>
            {words.recordings.play}
          </Button>
          <span className="hint">{words.recordings.counted}</span>
        </div>
      ) : (
        <Playing sound={sound} recording={recording} />
      )}
      <div className="buttons">
        <Button component="a" href={address} download variant="default" size="compact-sm" leftSection={<IconDownload size={15} aria-hidden />}>
          {words.recordings.download}
        </Button>
      </div>
      {recording.sha256 && (
        <p className="checksum">
          {words.recordings.checksum} <code>{recording.sha256}</code>
        </p>
      )}
      <HeardBy id={String(recording.id)} />
    </div>
  );
}

function useAudio(address: string, id: string) {
  const [sound, setSound] = useState<Sound | null>(null);
  const leaving = useRef<AbortController | null>(null);
  const forgetPlays = useForgetPlays(id);
  const load = useMutation({
    mutationFn: () => {
      leaving.current = new AbortController();
      return getBlob(address, leaving.current.signal);
    },
    onSuccess: (blob) => {
      setSound({ file: blob, url: URL.createObjectURL(blob) });
      forgetPlays();
    },
  });
  useEffect(() => () => leaving.current?.abort(), []);
  useEffect(() => (sound === null ? undefined : () => URL.revokeObjectURL(sound.url)), [sound]);
  return { load, sound };
}

function Playing({ sound, recording }: { sound: Sound; recording: Recording }) {
  const words = useWords();
  const audioRef = useRef<HTMLAudioElement>(null);
  const [speed, setSpeed] = useState("1");
  const pictured = (recording.seconds ?? 0) <= LONGEST_PICTURED_SECONDS;
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (audioRef.current) audioRef.current.playbackRate = Number(speed);
  }, [speed]);
  return (
    <>
      {pictured && <Waves audioRef={audioRef} file={sound.file} recording={recording} />}
      <audio ref={audioRef} controls autoPlay src={sound.url} onError={() => setFailed(true)} aria-label={words.columns.recording} />
      {failed && <p role="alert">{words.recordings.cannotPlay}</p>}
      <div className="speed">
        <span id="speed-label">{words.recordings.speed}</span>
        <SegmentedControl
          size="xs"
          aria-labelledby="speed-label"
          value={speed}
          onChange={setSpeed}
          transitionDuration={0}
          data={SPEEDS.map((value) => ({ value, label: `${value}×` }))}
        />
      </div>
    </>
  );
}

function HeardBy({ id }: { id: string }) {
  const words = useWords();
  const moment = useMoment();
  const plays = usePlays(id, true);
  if (plays.data === undefined) return null;
  const people = plays.data.map((play) => `${play.user}, ${moment(play.at)}`);
  return (
    <div className="heard-by">
      <h4>{words.recordings.heardBy}</h4>
      {people.length === 0 ? <p className="hint">{words.recordings.heardByNobody}</p> : null}
      <ul className="figures">
        {people.map((person, index) => (
          <li key={`${person} ${String(index)}`}>{person}</li>
        ))}
      </ul>
    </div>
  );
}
