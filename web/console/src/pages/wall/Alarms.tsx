import { IconAlertTriangle } from "@tabler/icons-react";

import { useFloorList } from "../../live/hooks";
import { useWords } from "../../messages/use";
import { Elapsed } from "../../shared/Elapsed";

/** Red first. The region is always there, so that an alarm which comes later is read out. */
export function Alarms() {
  const words = useWords();
  const alarms = useFloorList((floor) => [...floor.alarms.values()]);
  return (
    <div role="log" aria-live="assertive" aria-label={words.wall.alarms} className="alarms">
      {alarms.map((alarm) => (
        <p key={alarm.id} className="alarm">
          <IconAlertTriangle size={18} aria-hidden />
          <span className="alarm-sentence">{alarm.sentence}</span>
          <span aria-hidden>
            <Elapsed since={alarm.since} />
          </span>
        </p>
      ))}
    </div>
  );
}
