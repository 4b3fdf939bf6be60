import { useHistory } from "../../api/contacts";
import type { Then } from "../../api/caseTypes";
import { type Filters, useFilters } from "../../app/filters";
import { useMe } from "../../app/Guard";
import { may } from "../../app/session";
import type { Messages } from "../../messages/catalogue";
import { useWords, wordFor } from "../../messages/use";
import { Loading } from "../../shared/parts";
import { Trouble } from "../../shared/Trouble";
import { useMoment } from "../../shared/useMoment";

/** Calls, cases and texts, newest first; each opens. */
export function ContactHistory({ id }: { id: number }) {
  const words = useWords();
  const moment = useMoment();
  const history = useHistory(id);
  if (history.isError) return <Trouble error={history.error} onRetry={() => void history.refetch()} />;
  if (history.data === undefined) return <Loading />;
  const then = history.data.history;
  if (then.length === 0) return <p className="hint">{words.contacts.noHistory}</p>;
  return (
    <ol className="timeline">
      {then.map((each) => (
        <li key={`${each.kind} ${each.id}`}>
          <time dateTime={each.at} className="figures">
            {moment(each.at)}
          </time>
          <span>
            <ThenLink then={each} />
          </span>
        </li>
      ))}
    </ol>
  );
}

function ThenLink({ then }: { then: Then }) {
  const words = useWords();
  const me = useMe();
  const { change } = useFilters();
  const { opens, text } = lineOf(then, words);
  if (opens === null || (then.kind === "call" && !may(me, "see_calls"))) return <>{text}</>;
  return (
    <button type="button" className="text-button" onClick={() => change({ contact: undefined, ...opens })}>
      {text}
    </button>
  );
}

function lineOf(then: Then, words: Messages): { opens: Filters | null; text: string } {
  switch (then.kind) {
    case "call": {
      const how = [then.outcome && wordFor(words.outcome, then.outcome), then.reason && wordFor(words.reason, then.reason), then.agent, then.disposition];
      return { opens: { call: then.id }, text: [wordFor(words.direction, then.direction), ...how].filter(Boolean).join(", ") };
    }
    case "case": {
      const state = then.close_reason ? wordFor(words.cases.closeReason, then.close_reason) : wordFor(words.cases.status, then.status);
      return { opens: { case: then.id }, text: `${words.cases.panel}: ${state}` };
    }
    case "text": {
      const direction = then.direction === "in" ? words.texts.directions.in : words.texts.directions.out;
      return { opens: null, text: `${direction}: ${then.body}` };
    }
  }
}
