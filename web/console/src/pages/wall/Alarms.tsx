import { Button } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconChevronDown, IconHelpCircle } from "@tabler/icons-react";
import { useState } from "react";

import { useAcknowledge, useTakeHelp, useTrustClock } from "../../api/floor";
import type { Alarm, LiveHelp } from "../../api/types";
import { useFilters } from "../../app/filters";
import { useMe } from "../../app/me";
import { mayIn } from "../../app/session";
import { useFloorList, useStillOrder } from "../../live/hooks";
import { useWords } from "../../messages/use";
import { Elapsed } from "../../shared/Elapsed";
import { useMoment } from "../../shared/useMoment";
import { useNarrow } from "../../shared/useNarrow";
import { sentenceOf } from "../../shared/Trouble";
import { alarmsOf, helpsOf, type Sieve } from "./select";
import { alarmLanguage, alarmSentence } from "./sentence";
import { useAlarmSound } from "./sound";

/** The id of the alarm that the machine's clock has jumped. */
const CLOCK = "callbacks_clock";

/** Who asks for help, then what is wrong. The region is always there, so that an alarm which comes later is read out. One
 * that is seen moves down when the pointer has left: else the next one would come under the second click. Where there is no
 * room for them, `folds` makes one line of them, always as high, until it is pressed. */
export function Alarms({ project, folds = false }: { project: Sieve["project"]; folds?: boolean }) {
  const words = useWords();
  const helps = useFloorList((floor) => helpsOf(floor, project));
  const alarms = useFloorList((floor) => alarmsOf(floor, project));
  const open = [...helps.filter((each) => each.taken_by === null), ...alarms.filter((each) => each.acknowledged_by === null)];
  useAlarmSound(open.map((each) => each.id));
  const { ids, hold } = useStillOrder(alarms.map((each) => each.id));
  const standing = ids.flatMap((id) => alarms.find((each) => each.id === id) ?? []);
  const folded = useNarrow() && folds && alarms.length > 0;
  const [opened, setOpened] = useState(false);
  return (
    <div role="log" aria-live="assertive" aria-label={words.wall.alarms} className="alarms" {...hold}>
      {helps.map((each) => (
        <HelpRow key={each.id} help={each} />
      ))}
      {folded && <Fold alarms={alarms} opened={opened} onPress={() => setOpened(!opened)} />}
      {standing.map((each) => (folded && !opened ? <FoldedAway key={each.id} alarm={each} /> : <AlarmRow key={each.id} alarm={each} />))}
    </div>
  );
}

interface FoldProps {
  /** The worst first. */
  alarms: readonly Alarm[];
  opened: boolean;
  onPress: () => void;
}

/** How many there are, and the worst of them. */
function Fold({ alarms, opened, onPress }: FoldProps) {
  const words = useWords();
  const [worst] = alarms;
  if (worst === undefined) return null;
  return (
    <button type="button" className={worst.acknowledged_by === null ? "alarm alarm-fold" : "alarm alarm-fold alarm-seen"} aria-expanded={opened} onClick={onPress}>
      <IconAlertTriangle size={18} aria-hidden />
      <strong className="figures">{words.floor.alarmCount(alarms.length)}</strong>
      <span className="alarm-worst" aria-hidden lang={alarmLanguage(worst, words)}>
        {!opened && alarmSentence(worst, words)}
      </span>
      <IconChevronDown size={18} aria-hidden className="alarm-chevron" />
    </button>
  );
}

/** It is read out all the same when it comes. */
function FoldedAway({ alarm }: { alarm: Alarm }) {
  const words = useWords();
  return (
    <span className="visually-hidden" lang={alarmLanguage(alarm, words)}>
      {alarmSentence(alarm, words)}
    </span>
  );
}

function AlarmRow({ alarm }: { alarm: Alarm }) {
  const words = useWords();
  const { floor, columns } = words;
  const acknowledge = useAcknowledge();
  const runs = mayIn(useMe(), "run_floor", alarm.project_id);
  const seen = alarm.acknowledged_by !== null;
  return (
    <div className={seen ? "alarm alarm-seen" : "alarm"}>
      <IconAlertTriangle size={18} aria-hidden />
      <span className="alarm-sentence" lang={alarmLanguage(alarm, words)}>
        {alarmSentence(alarm, words)}
        {alarm.project !== null && <span className="alarm-project">{alarm.project}</span>}
      </span>
      <span className="alarm-end">
        <Seen by={alarm.acknowledged_by} at={alarm.acknowledged_at} says={floor.seenBy} />
        <Refused error={acknowledge.error} />
        {runs && !seen && (
          <Button size="compact-sm" variant="default" loading={acknowledge.isPending} onClick={() => acknowledge.mutate(alarm.id)}>
            {floor.acknowledge}
          </Button>
        )}
        {alarm.id === CLOCK && <TrustClock />}
        <span aria-hidden className="alarm-since" title={columns.since}>
          <Elapsed since={alarm.since} />
        </span>
      </span>
    </div>
  );
}

/** Calls and texts wait until the clock has been steady for long enough, or until somebody says so. */
function TrustClock() {
  const { floor } = useWords();
  const trust = useTrustClock();
  if (!mayIn(useMe(), "run_cases", null)) return null;
  return (
    <>
      <Refused error={trust.error} />
      <Button size="compact-sm" variant="default" loading={trust.isPending} onClick={() => trust.mutate()}>
        {floor.clockIsRight}
      </Button>
    </>
  );
}

function HelpRow({ help }: { help: LiveHelp }) {
  const { floor, columns } = useWords();
  const { change } = useFilters();
  const take = useTakeHelp();
  const runs = mayIn(useMe(), "run_floor", help.project_id);
  return (
    <div className={help.taken_by === null ? "alarm alarm-help" : "alarm alarm-help alarm-seen"}>
      <IconHelpCircle size={18} aria-hidden />
      <span className="alarm-sentence">
        {floor.asksForHelp(help.agent)}
        {help.project !== null && <span className="alarm-project">{help.project}</span>}
      </span>
      <span className="alarm-end">
        <Seen by={help.taken_by} at={help.taken_at} says={floor.takenBy} />
        <Refused error={take.error} />
        {runs && help.taken_by === null && (
          <Button size="compact-sm" variant="default" loading={take.isPending} onClick={() => take.mutate(help.id)}>
            {floor.takeHelp}
          </Button>
        )}
        <Button size="compact-sm" variant="default" onClick={() => change({ call: help.id })}>
          {floor.openCall}
        </Button>
        <span aria-hidden className="alarm-since" title={columns.since}>
          <Elapsed since={help.at} />
        </span>
      </span>
    </div>
  );
}

interface SeenProps {
  by: string | null;
  at: string | null;
  says: (by: string, at: string) => string;
}

function Seen({ by, at, says }: SeenProps) {
  const moment = useMoment();
  if (by === null || at === null) return null;
  return (
    <span className="hint with-sign">
      <IconCheck size={14} aria-hidden />
      {says(by, moment(at))}
    </span>
  );
}

function Refused({ error }: { error: Error | null }) {
  const words = useWords();
  return error === null ? null : <span className="mark mark-bad">{sentenceOf(error, words)}</span>;
}
