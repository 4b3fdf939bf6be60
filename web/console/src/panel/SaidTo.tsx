import type { TimelineEntry } from "../api/types";
import { useMe } from "../app/me";
import { may } from "../app/session";
import type { Messages } from "../messages/catalogue";
import { useSpeech } from "../messages/use";
import { tenths } from "../shared/format";

interface SaidToProps {
  timeline: readonly TimelineEntry[];
  /** Which line of it. */
  index: number;
}

/** Which version the customer was told, to be heard, and until which second they heard it; nothing for other lines. */
export function SaidTo({ timeline, index }: SaidToProps) {
  const { words, language } = useSpeech();
  const listens = may(useMe(), "see_settings");
  const entry = timeline[index];
  if (entry === undefined) return null;
  const told = saidTo(entry, timeline.slice(0, index), words, language);
  const { announcement } = entry.data;
  return (
    <>
      {told !== "" && `: ${told}`}
      {listens && typeof announcement === "number" && (
        <>
          {" "}
          <a href={`/api/announcements/${announcement}/audio`} target="_blank" rel="noreferrer">
            {words.said.hear}
          </a>
        </>
      )}
    </>
  );
}

/** In words; empty where nothing was said. */
export function saidTo(entry: TimelineEntry, before: readonly TimelineEntry[], { said }: Messages, language: string): string {
  const { sound, version, heard_s: heard, complete } = entry.data;
  if (typeof sound === "string" && sound !== "") return typeof version === "number" ? said.version(sound, version) : sound;
  if (typeof heard !== "number") return "";
  const seconds = lengthOf(before, entry.kind.replace(/Ended$/, "Began"));
  const told = seconds === null ? said.heard(tenths(heard, language)) : said.heardOf(tenths(Math.min(heard, seconds), language), tenths(seconds, language));
  return `${told}, ${complete === true ? said.toItsEnd : said.notToItsEnd}`;
}

function lengthOf(before: readonly TimelineEntry[], kind: string): number | null {
  const seconds = before.findLast((each) => each.kind === kind)?.data.seconds;
  return typeof seconds === "number" ? seconds : null;
}
