import { useBrowserSecond } from "../../live/clock";
import { useSpeech, wordFor } from "../../messages/use";
import { clockTime } from "../../shared/format";
import { localTimes } from "../../shared/zones";

interface LocalTimeProps {
  zones: readonly string[];
  /** Where the zones are known from. */
  from: string;
  /** The one of them to name where all show the same. */
  likeliest: string | undefined;
}

/** What the clock shows where they are, and beside it the viewer's, where that shows another time. */
export function LocalTime({ zones, from, likeliest }: LocalTimeProps) {
  const { words, language } = useSpeech();
  const { contacts, cases } = words;
  const now = useBrowserSecond() * 1_000;
  const theirs = localTimes(zones, now, language);
  if (theirs === null) return null;
  const mine = clockTime(now, language).slice(0, 5);
  const { earliest, latest } = theirs;
  const one = earliest === latest;
  const named = likeliest !== undefined && zones.includes(likeliest) ? likeliest : zones[0];
  const source = wordFor(cases.zoneSource, from);
  return (
    <>
      {one ? earliest : contacts.timeBetween(earliest, latest, zones.length)}
      <span className="note">{[one ? named : "", source].filter(Boolean).join(", ")}</span>
      {!(one && earliest === mine) && <span className="note">{contacts.yourTime(mine)}</span>}
    </>
  );
}
