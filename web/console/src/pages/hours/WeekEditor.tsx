import { ActionIcon, Button, Menu, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";

import { useSetUpWords } from "../../messages/setup/use";
import { copied, type Day, DAYS, nextSpan, overMidnight, type Span, type SpanOf, spansOf, withDay } from "../../setup/week";

interface WeekEditorProps {
  week: readonly SpanOf[];
  disabled: boolean;
  onChange: (week: SpanOf[]) => void;
}

/** The hours of each day of the week, on the wall clock of the project's zone. */
export function WeekEditor({ week, disabled, onChange }: WeekEditorProps) {
  const { hours } = useSetUpWords();
  return (
    <ul className="week" aria-label={hours.week}>
      {DAYS.map((day) => (
        <li key={day} className="week-day">
          <span className="week-name">{hours.days[day]}</span>
          <Spans name={hours.days[day]} spans={spansOf(week, day)} disabled={disabled} onChange={(spans) => onChange(withDay(week, day, spans))} />
          {!disabled && <CopyDay day={day} onCopy={(to) => onChange(copied(week, day, to))} />}
        </li>
      ))}
    </ul>
  );
}

interface SpansProps {
  /** Of what day, for who does not see where a field stands. */
  name: string;
  spans: readonly Span[];
  disabled: boolean;
  onChange: (spans: Span[]) => void;
}

/** The spans in which a day is open; none: closed. */
export function Spans({ name, spans, disabled, onChange }: SpansProps) {
  const { hours } = useSetUpWords();
  const put = (index: number, part: Partial<Span>) => onChange(spans.map((span, at) => (at === index ? { ...span, ...part } : span)));
  return (
    <div className="spans">
      {spans.length === 0 && <span className="hint">{hours.closedDay}</span>}
      {spans.map((span, index) => (
        <span key={index} className="span">
          <ClockField label={hours.opens(name)} value={span.opens} disabled={disabled} onChange={(opens) => put(index, { opens })} />
          <span aria-hidden>–</span>
          <ClockField label={hours.closes(name)} value={span.closes} disabled={disabled} onChange={(closes) => put(index, { closes })} />
          {overMidnight(span) && <span className="hint">{hours.nextDay}</span>}
          {!disabled && (
            <ActionIcon variant="subtle" color="gray" aria-label={hours.removeSpan(name, span.opens)} onClick={() => onChange(spans.filter((_, at) => at !== index))}>
              <IconX size={14} aria-hidden />
            </ActionIcon>
          )}
        </span>
      ))}
      {!disabled && (
        <ActionIcon variant="subtle" color="gray" aria-label={hours.addSpan(name)} title={hours.addSpan(name)} onClick={() => onChange([...spans, nextSpan(spans)])}>
          <IconPlus size={15} aria-hidden />
        </ActionIcon>
      )}
    </div>
  );
}

interface ClockFieldProps {
  label: string;
  value: string;
  disabled: boolean;
  onChange: (value: string) => void;
}

/** A time of the day as text, for a clock field of the browser knows no 24:00. */
function ClockField({ label, value, disabled, onChange }: ClockFieldProps) {
  return (
    <TextInput aria-label={label} className="clock-field figures" size="xs" placeholder="00:00" maxLength={5} value={value} disabled={disabled} onChange={(event) => onChange(event.currentTarget.value)} />
  );
}

function CopyDay({ day, onCopy }: { day: Day; onCopy: (to: readonly Day[]) => void }) {
  const { hours } = useSetUpWords();
  const weekdays = DAYS.slice(0, 5);
  return (
    <Menu transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <Button size="compact-xs" variant="subtle" aria-label={hours.copyFrom(hours.days[day])}>
          {hours.copy}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onCopy(weekdays)}>{hours.toWeekdays}</Menu.Item>
        <Menu.Item onClick={() => onCopy(DAYS)}>{hours.toAll}</Menu.Item>
        {DAYS.filter((each) => each !== day).map((each) => (
          <Menu.Item key={each} onClick={() => onCopy([each])}>
            {hours.days[each]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
