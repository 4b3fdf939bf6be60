import { Button } from "@mantine/core";
import { useState } from "react";

import { type Opening, useCloseToday, useOpening } from "../../api/hours";
import { useThings } from "../../api/setup";
import { useBrowserSecond } from "../../live/clock";
import { useSetUpWords } from "../../messages/setup/use";
import { useSpeech } from "../../messages/use";
import { Confirm } from "../../shared/Confirm";
import { clockTime, momentIn } from "../../shared/format";
import { dateIn } from "../../shared/zones";
import type { ExceptionDay } from "../../setup/week";
import { OpenMark } from "./HoursPage";

/** Open or closed now, why and until when, on both clocks; and closed for today by one button. */
export function Now({ project, changes }: { project: string; changes: boolean }) {
  const { hours } = useSetUpWords();
  const { data: now } = useOpening(project);
  if (now === undefined) return null;
  return (
    <section className="boxed" aria-labelledby="hours-now">
      <h2 id="hours-now">{hours.now}</h2>
      <p role="status">
        <OpenMark open={now.open} /> <OpeningText opening={now} />
      </p>
      <Clocks opening={now} />
      {changes && <Today project={project} zone={now.zone} />}
    </section>
  );
}

/** Until when, and by what. */
export function OpeningText({ opening: { until, zone, why, note } }: { opening: Opening }) {
  const { hours } = useSetUpWords();
  const { language } = useSpeech();
  const till = until === null ? hours.forLong : hours.until(momentIn(until, language, zone));
  return (
    <span className="figures">
      {till} {hours.why[why]} {note !== "" && `“${note}”`}
    </span>
  );
}

/** The project's clock beside the viewer's, and when it will be changed. */
function Clocks({ opening: { zone, clock_changes_at } }: { opening: Opening }) {
  const { hours } = useSetUpWords();
  const { language } = useSpeech();
  const at = useBrowserSecond() * 1_000;
  return (
    <p className="hint figures">
      {hours.clocks(zone, clockTime(at, language, zone).slice(0, 5), clockTime(at, language).slice(0, 5))}{" "}
      {clock_changes_at !== null && hours.clockChange(momentIn(clock_changes_at, language, zone, "numeric"))}
    </p>
  );
}

function Today({ project, zone }: { project: string; zone: string }) {
  const { hours } = useSetUpWords();
  const { data = [] } = useThings("hours");
  const [asks, setAsks] = useState(false);
  const close = useCloseToday(project);
  const today = dateIn(useBrowserSecond() * 1_000, zone);
  const exceptions = (data.find(({ key }) => key === project)?.spec.exceptions ?? []) as ExceptionDay[];
  const closed = exceptions.some(({ on, open }) => on === today && open.length === 0);
  return (
    <div className="buttons">
      <Button size="compact-md" variant="default" onClick={() => setAsks(true)}>
        {closed ? hours.openToday : hours.closeToday}
      </Button>
      {asks && (
        <Confirm
          question={closed ? hours.openTodayTitle(project) : hours.closeTodayTitle(project)}
          yes={closed ? hours.openToday : hours.closeToday}
          pending={close.isPending}
          error={close.error}
          onYes={() => close.mutate(!closed, { onSuccess: () => setAsks(false) })}
          onClose={() => setAsks(false)}
        >
          <p>{closed ? hours.openTodayHint : hours.closeTodayHint}</p>
        </Confirm>
      )}
    </div>
  );
}
