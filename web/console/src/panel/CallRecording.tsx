import { lazy, Suspense } from "react";

import { useRecording } from "../api/queries";
import type { CallDetail, Recording } from "../api/types";
import { useMe } from "../app/me";
import { may } from "../app/session";
import { useSpeech, useWords } from "../messages/use";
import { bytes, tenths } from "../shared/format";
import { RecordingMark } from "../shared/marks";
import { Detail, Loading } from "../shared/parts";
import { Trouble } from "../shared/Trouble";

const Player = lazy(() => import("./player/Player"));

/** The recording of a call: why there is none, or what is stored and a player. */
export function CallRecording({ call, live }: { call: CallDetail; live: boolean }) {
  const words = useWords();
  const hears = may(useMe(), "hear_recordings");
  if (live) return null;
  return (
    <section aria-labelledby="panel-recording">
      <h3 id="panel-recording" tabIndex={-1}>{words.columns.recording}</h3>
      {call.recording === null && <p className="hint">{words.recordings.none}</p>}
      {call.recording !== null && !hears && <RecordingMark status={call.recording.status} />}
      {call.recording !== null && hears && <KnownRecording call={call} />}
    </section>
  );
}

function KnownRecording({ call }: { call: CallDetail }) {
  const words = useWords();
  const known = useRecording(call);
  if (known.isError) return <Trouble error={known.error} onRetry={() => void known.refetch()} />;
  if (known.data === undefined) return <Loading />;
  if (known.data === null) return <p className="hint">{words.recordings.none}</p>;
  return (
    <>
      <RecordingFacts recording={known.data} />
      {known.data.playable && (
        <Suspense fallback={<Loading />}>
          <Player recording={known.data} />
        </Suspense>
      )}
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
      <Detail of={recording} />
    </>
  );
}
