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

/** One sound that the customer was told. */
interface Part {
  sound: string;
  version?: unknown;
  announcement?: unknown;
  seconds?: unknown;
}

/** Which versions the customer was told, to be heard, and until which second they heard it; nothing for other lines. */
export function SaidTo({ timeline, index }: SaidToProps) {
  const { words, language } = useSpeech();
  const listens = may(useMe(), "see_settings");
  const entry = timeline[index];
  if (entry === undefined) return null;
  const heard = heardOf(entry, timeline.slice(0, index), words, language);
  return (
    <>
      {heard !== "" && `: ${heard}`}
      {saidTo(entry, words).map(({ name, announcement }, place) => (
        <span key={place}>
          {place === 0 ? ": " : "; "}
          {name}
          {listens && announcement !== null && (
            <>
              {" "}
              <a href={`/api/announcements/${String(announcement)}/audio`} target="_blank" rel="noreferrer">
                {words.said.hear}
              </a>
            </>
          )}
        </span>
      ))}
    </>
  );
}

/** What was said on this line, in words, and the ids of it; empty where nothing was. */
export function saidTo(entry: TimelineEntry, { said }: Messages): readonly { name: string; announcement: number | null }[] {
  return partsOf(entry).map(({ sound, version, announcement }) => ({
    name: typeof version === "number" ? said.version(sound, version) : sound,
    announcement: typeof announcement === "number" ? announcement : null,
  }));
}

/** Until which second what was said `before` was heard, in words; empty where nothing ends here. */
export function heardOf(entry: TimelineEntry, before: readonly TimelineEntry[], { said }: Messages, language: string): string {
  const { heard_s: heard, complete } = entry.data;
  if (typeof heard !== "number") return "";
  const seconds = lengthOf(before, entry.kind);
  const told = seconds === null ? said.heard(tenths(heard, language)) : said.heardOf(tenths(Math.min(heard, seconds), language), tenths(seconds, language));
  return `${told}, ${complete === true ? said.toItsEnd : said.notToItsEnd}`;
}

/** In the order in which they are played. */
function partsOf({ data }: TimelineEntry): readonly Part[] {
  return (Array.isArray(data.parts) ? (data.parts as unknown[]) : [data]).filter(isPart);
}

function isPart(value: unknown): value is Part {
  const sound = typeof value === "object" && value !== null ? (value as Partial<Part>).sound : undefined;
  return typeof sound === "string" && sound !== "";
}

const IN_QUEUE = ["PlaceTold", "CallbackOffered", "CallbackAsked"];

/** How long it is what this kind of line is the end of; null where that is not known. */
function lengthOf(before: readonly TimelineEntry[], ending: string): number | null {
  const began = ending === "PromptEnded" ? IN_QUEUE : [ending.replace(/Ended$/, "Began")];
  const said = before.findLast((each) => began.includes(each.kind));
  const seconds = said === undefined ? [] : partsOf(said).map((part) => part.seconds);
  const known = seconds.filter((each) => typeof each === "number");
  return known.length === 0 || known.length < seconds.length ? null : known.reduce((sum, each) => sum + each, 0);
}
