import { lazy, Suspense, useState } from "react";

import { useRecording } from "../api/queries";
import type { CallDetail, Recording } from "../api/types";
import { useFilters } from "../app/filters";
import { useMe } from "../app/me";
import { may } from "../app/session";
import { useSpeech, useWords } from "../messages/use";
import { bytes, tenths } from "../shared/format";
import { RecordingMark } from "../shared/marks";
import { Detail, Loading } from "../shared/parts";
import { Trouble } from "../shared/Trouble";
import { Keeping } from "./player/Keeping";
import { formatPlace, type Jump, parsePlace } from "./player/place";

const Player = lazy(() => import("./player/Player"));

/** The row of a call's recording, for who may hear it, and the second of it that they have asked for. */
export function useRecordingOf(call: CallDetail) {
  const hears = may(useMe(), "hear_recordings");
  const known = useRecording(call, hears);
  const { filters, change } = useFilters();
  const [jump, setJump] = useState<Jump | null>(() => startAt(filters.t));
  const jumpTo = (seconds: number) => {
    setJump({ seconds });
    change({ t: formatPlace(seconds) }, { replace: true });
  };
  return { hears, known, jump, jumpTo };
}

function startAt(t: string | undefined): Jump | null {
  const seconds = parsePlace(t);
  return seconds === null ? null : { seconds };
}

type Heard = ReturnType<typeof useRecordingOf>;

/** The recording of a call: why there is none, or what is stored and a player. */
export function CallRecording({ call, live, heard }: { call: CallDetail; live: boolean; heard: Heard }) {
  const words = useWords();
  if (live) return null;
  return (
    <section aria-labelledby="panel-recording">
      <h3 id="panel-recording" tabIndex={-1}>{words.columns.recording}</h3>
      {call.recording === null && <p className="hint">{words.recordings.none}</p>}
      {call.recording !== null && !heard.hears && <RecordingMark status={call.recording.status} />}
      {call.recording !== null && heard.hears && <KnownRecording heard={heard} />}
    </section>
  );
}

function KnownRecording({ heard: { known, jump, jumpTo } }: { heard: Heard }) {
  const words = useWords();
  if (known.isError) return <Trouble error={known.error} onRetry={() => void known.refetch()} />;
  if (known.data === undefined) return <Loading />;
  if (known.data === null) return <p className="hint">{words.recordings.none}</p>;
  return (
    <>
      <RecordingFacts recording={known.data} />
      <Keeping recording={known.data} />
      <Suspense fallback={<Loading />}>
        <Player recording={known.data} jump={jump} onJump={jumpTo} />
      </Suspense>
    </>
  );
}

function RecordingFacts({ recording }: { recording: Recording }) {
  const { words, language } = useSpeech();
  const stored = recording.seconds === null ? words.app.none : words.units.seconds(tenths(recording.seconds, language));
  const expected =
    recording.expected_seconds === null ? words.app.none : words.units.seconds(tenths(recording.expected_seconds, language));
  const size = recording.bytes === null ? "" : bytes(recording.bytes, words.units.bytes, language);
  return (
    <>
      <p className="panel-state">
        <RecordingMark status={recording.status} />
        <span className="figures">{`${stored} / ${expected}`}</span>
        <span className="note">{[words.recordings.sides(recording.sides), recording.format, size].filter(Boolean).join(" · ")}</span>
      </p>
      {recording.deleted_at === null && <Detail of={recording} />}
    </>
  );
}
