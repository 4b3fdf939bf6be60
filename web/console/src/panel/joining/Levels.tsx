import { useLevel, usePhone } from "../../phone/hooks";
import { useWords } from "../../messages/use";

/** How loud it is: what I hear, and what I say while my microphone is open. As high without a line as with one. */
export function Levels() {
  const { joining } = useWords();
  const heard = usePhone((state) => state.heard);
  const said = usePhone((state) => state.said);
  return (
    <dl className="join-levels">
      <Level name={joining.hearing} stream={heard} none={joining.noSound} />
      <Level name={joining.microphone} stream={said} none={joining.microphoneClosed} />
    </dl>
  );
}

interface LevelProps {
  name: string;
  stream: MediaStream | null;
  /** What stands there in its place. */
  none: string;
}

function Level({ name, stream, none }: LevelProps) {
  const level = useLevel(stream);
  return (
    <>
      <dt>{name}</dt>
      <dd>{stream === null ? <span className="hint">{none}</span> : <meter min={0} max={1} value={level} aria-label={name} />}</dd>
    </>
  );
}
