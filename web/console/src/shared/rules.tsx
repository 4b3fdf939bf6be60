import type { NextStep, RuleReason } from "../api/caseTypes";
import type { Messages } from "../messages/catalogue";
import { useWords, wordFor } from "../messages/use";
import { useMoment } from "./useMoment";

/** Of a rule's data: what is an instant, and what is a word of ours. The rest stands as it came. */
const INSTANTS: ReadonlySet<string> = new Set(["at", "since", "until", "target", "ended", "due", "last", "opens", "called"]);

type Moment = (instant: string) => string;

/** A rule in the viewer's language with its data filled in; null for a rule that this console does not know yet. */
export function ruleSentence({ rule, data }: Pick<RuleReason, "rule" | "data">, words: Messages, moment: Moment): string | null {
  const template = (words.rule as Record<string, string>)[rule];
  return template?.replace(/{(\w+)}/g, (whole, key: string) => (data[key] === undefined ? whole : valueOf(key, data[key], words, moment))) ?? null;
}

function valueOf(key: string, value: string, words: Messages, moment: Moment): string {
  if (INSTANTS.has(key)) return moment(value);
  const known: Record<string, Record<string, string>> = {
    reason: { ...words.reason, ...words.cases.closeReason },
    result: { ...words.reason, answered: words.outcome.answered },
    zone_from: words.cases.zoneSource,
    line: words.contacts.lineTypes,
    status: words.texts.status,
    why: words.texts.why,
  };
  const vocabulary = known[key];
  return vocabulary === undefined ? value : wordFor(vocabulary, value);
}

export function RuleSentence({ reason }: { reason: RuleReason }) {
  const words = useWords();
  const moment = useMoment();
  const said = ruleSentence(reason, words, moment);
  return said === null ? <span lang="en">{reason.sentence}</span> : <span>{said}</span>;
}

/** What has a moment of its own, which might have been earlier. */
const TIMED: ReadonlySet<NextStep["kind"]> = new Set(["call_at", "text_at", "wait"]);

/** Why something is done, and why not earlier. */
export function WhyLists({ step }: { step: Pick<NextStep, "kind" | "why"> }) {
  const { cases } = useWords();
  const delays = (each: RuleReason) => each.delays && TIMED.has(step.kind);
  return (
    <>
      <WhyList title={cases.whyNow} why={step.why.filter((each) => !delays(each))} />
      <WhyList title={cases.whyNotEarlier} why={step.why.filter(delays)} />
    </>
  );
}

function WhyList({ title, why }: { title: string; why: readonly RuleReason[] }) {
  if (why.length === 0) return null;
  return (
    <div className="why">
      <h4>{title}</h4>
      <ul>
        {why.map((each, index) => (
          <li key={`${each.rule} ${String(index)}`}>
            <RuleSentence reason={each} />
          </li>
        ))}
      </ul>
    </div>
  );
}
