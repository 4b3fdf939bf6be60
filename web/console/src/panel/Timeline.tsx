import type { CallDetail, Recording, TimelineEntry } from "../api/types";
import { useFloor } from "../live/hooks";
import type { Messages } from "../messages/catalogue";
import { textIn } from "../messages/refusals";
import { useSpeech, useWords, wordFor } from "../messages/use";
import { clockTime, languageName } from "../shared/format";
import { placeOf } from "./player/place";
import { SaidTo } from "./SaidTo";

interface TimelineProps {
  call: CallDetail;
  /** What was recorded of it, where that can be heard. */
  recording: Recording | null | undefined;
  /** Leads to that second of the recording. */
  onJump: (seconds: number) => void;
}

export function Timeline({ call, recording, onJump }: TimelineProps) {
  const { language, words } = useSpeech();
  const agents = useFloor((floor) => floor.agents);
  const nameOf = (id: string) => agents.get(id)?.name ?? id;
  return (
    <section aria-labelledby="panel-timeline">
      <h3 id="panel-timeline">{words.panel.timeline}</h3>
      {call.timeline.length === 0 && <p className="hint">{words.panel.noTimeline}</p>}
      <ol className="timeline">
        {call.timeline.map((entry, index) => (
          <li key={`${entry.at} ${String(index)}`}>
            <Moment at={entry.at} place={recording ? placeOf(recording, entry.at) : null} onJump={onJump}>
              {clockTime(Date.parse(entry.at), language)}
            </Moment>
            <span>
              {sentence(lineOf(call, index) ?? entry, words, nameOf, language)}
              <SaidTo timeline={call.timeline} index={index} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

interface MomentProps {
  at: string;
  /** Where it lies in the recording; null where it does not. */
  place: number | null;
  onJump: (seconds: number) => void;
  children: string;
}

function Moment({ at, place, onJump, children }: MomentProps) {
  const { player } = useWords();
  const time = (
    <time dateTime={at} className="figures">
      {children}
    </time>
  );
  if (place === null) return time;
  return (
    <button type="button" className="text-button" aria-label={player.hearFrom(children)} onClick={() => onJump(place)}>
      {time}
    </button>
  );
}

/** A line of the timeline. Facts tell numbers masked: the one that was called out stands as in the heading. */
export function lineOf({ timeline, direction, customer }: Pick<CallDetail, "timeline" | "direction" | "customer">, index: number): TimelineEntry | undefined {
  const entry = timeline[index];
  const answered = timeline.slice(0, index).some(({ kind }) => kind === "CustomerAnswered");
  if (entry?.kind !== "OutsideRang" || direction !== "outbound" || answered || customer === null) return entry;
  return { ...entry, data: { ...entry.data, shown: customer } };
}

/** What happened, then who or why, where the fact says so. */
export function sentence(
  entry: TimelineEntry,
  words: Messages,
  nameOf: (id: string) => string,
  viewer: string,
): string {
  if (entry.kind === "NoteAdded") return noteSentence(entry.data, words);
  const { agent, how, reason, why, shown, kind, to, outcome, name, depth, disposition, by, partner } = entry.data;
  const { queue, language, position, wait, trunk, cause, sip } = entry.data;
  const details = [
    typeof name === "string" ? name : nameIn(queue),
    typeof trunk === "string" ? trunk : "",
    typeof cause === "string" ? wordFor(words.trunkTrouble, cause) : "",
    typeof sip === "number" ? `SIP ${String(sip)}` : "",
    typeof language === "string" && entry.kind === "LanguageChosen" ? languageName(language, viewer) : "",
    typeof position === "number" ? String(position) : "",
    typeof wait === "string" ? wordFor(words.expectedWait, wait) : "",
    typeof depth === "string" ? wordFor(words.joining.depth, depth) : "",
    typeof agent === "number" || typeof agent === "string" ? nameOf(String(agent)) : "",
    typeof how === "string" ? wordFor(words.how, how) : "",
    typeof reason === "string" ? wordFor(words.reason, reason) : "",
    typeof why === "string" ? whyOf(entry.kind, why, words) : "",
    typeof shown === "string" ? shown : "",
    typeof to === "string" ? (kind === "agent" ? nameOf(to) : to) : "",
    typeof partner === "string" ? wordFor(words.consult.partner, partner) : "",
    typeof disposition === "string" ? disposition : "",
    typeof by === "string" ? by : "",
    ...outcomeWords(outcome, words),
  ].filter(Boolean);
  const what = wordFor(words.fact, entry.kind);
  return details.length === 0 ? what : `${what}: ${details.join(", ")}`;
}

/** Of a queue that is told whole; others are told by their id. */
function nameIn(queue: unknown): string {
  const name = typeof queue === "object" && queue !== null ? (queue as { name?: unknown }).name : undefined;
  return typeof name === "string" ? name : "";
}

/** A word of ours or, of what was refused, the server's sentence. */
function whyOf(kind: string, why: string, words: Messages): string {
  const known: Record<string, string> = kind === "ConsultEnded" ? words.consult.why : words.joining.left;
  return known[why] ?? textIn(words, why);
}

function noteSentence({ by, text }: TimelineEntry["data"], words: Messages): string {
  return `${words.fact.NoteAdded} (${String(by)}): ${String(text)}`;
}

/** A call's outcome is told as `{type, reason}`. */
function outcomeWords(outcome: unknown, words: Messages): string[] {
  if (typeof outcome !== "object" || outcome === null) return [];
  const { type, reason } = outcome as { type?: unknown; reason?: unknown };
  const told = typeof type === "string" ? [wordFor(words.outcome, type)] : [];
  return typeof reason === "string" ? [...told, wordFor(words.reason, reason)] : told;
}
