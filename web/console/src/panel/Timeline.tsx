import type { CallDetail } from "../api/types";
import { useSpeech } from "../messages/use";
import { clockTime } from "../shared/format";

export function Timeline({ call }: { call: CallDetail }) {
  const { language, words } = useSpeech();
  return (
    <section aria-labelledby="panel-timeline">
      <h3 id="panel-timeline">{words.panel.timeline}</h3>
      {call.timeline.length === 0 && <p className="hint">{words.panel.noTimeline}</p>}
      <ol className="timeline">
        {call.timeline.map((entry, index) => (
          <li key={`${entry.at} ${String(index)}`}>
            <time dateTime={entry.at} className="figures">
              {clockTime(Date.parse(entry.at), language)}
            </time>
            <span>{entry.text || entry.kind}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
