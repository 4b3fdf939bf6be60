import { useMyCases } from "../../api/desk";
import type { LiveAgent } from "../../api/types";
import { useFilters } from "../../app/filters";
import { useWords, wordFor } from "../../messages/use";
import { CaseMark } from "../../shared/caseMarks";
import { Section } from "../../shared/parts";
import { Trouble } from "../../shared/Trouble";
import { useMoment } from "../../shared/useMoment";

/** Whom I have promised to call, and whom I have called and not reached: each opens. */
export function MyCallbacks({ agent }: { agent: LiveAgent }) {
  const words = useWords();
  const moment = useMoment();
  const { change } = useFilters();
  const { data: cases, error } = useMyCases(agent.since);
  if (cases === undefined) return <Trouble error={error} />;
  return (
    <Section id="my-callbacks" title={words.myDesk.callbacks} count={cases.length}>
      {cases.length === 0 && <p className="empty">{words.myDesk.noCallbacks}</p>}
      <ul className="my-callbacks">
        {cases.map((each) => (
          <li key={each.id}>
            <button type="button" className="text-button" onClick={() => change({ case: String(each.id) })}>
              {each.contact.name || each.number}
            </button>
            <CaseMark status={each.status} />
            <span className="hint figures">
              {each.promised_at !== null ? words.cases.promised(moment(each.promised_at)) : `${wordFor(words.reason, each.reason)}, ${moment(each.last_missed_at)}`}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
