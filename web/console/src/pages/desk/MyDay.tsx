import { useMyDay } from "../../api/desk";
import type { LiveAgent } from "../../api/types";
import { useWords } from "../../messages/use";
import { duration } from "../../shared/format";
import { Section } from "../../shared/parts";

/** What I have done since midnight. */
export function MyDay({ agent }: { agent: LiveAgent }) {
  const { myDesk } = useWords();
  const { data: day } = useMyDay(agent.since);
  if (day === undefined) return null;
  const mean = day.calls === 0 ? null : day.talk_seconds / day.calls;
  return (
    <Section id="my-day" title={myDesk.day}>
      <dl className="my-day">
        <div>
          <dt>{myDesk.calls}</dt>
          <dd className="figures">{day.calls}</dd>
        </div>
        <div>
          <dt>{myDesk.talk}</dt>
          <dd className="figures">{duration(day.talk_seconds)}</dd>
        </div>
        {mean !== null && (
          <div>
            <dt>{myDesk.mean}</dt>
            <dd className="figures">{duration(mean)}</dd>
          </div>
        )}
        <div>
          <dt>{myDesk.ringOuts}</dt>
          <dd className="figures">{day.ring_outs}</dd>
        </div>
      </dl>
    </Section>
  );
}
