import { ActionIcon, Button, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useState } from "react";

import { useSetUpWords } from "../../messages/setup/use";
import { useSpeech } from "../../messages/use";
import { type ExceptionDay, withException } from "../../setup/week";
import { Spans } from "./WeekEditor";

interface ExceptionsProps {
  exceptions: readonly ExceptionDay[];
  /** The date in the project's zone, `2026-12-24`: what is over is folded away. */
  today: string;
  disabled: boolean;
  onChange: (exceptions: ExceptionDay[]) => void;
}

/** Dates on which the weekly hours do not count. */
export function Exceptions({ exceptions, today, disabled, onChange }: ExceptionsProps) {
  const { hours } = useSetUpWords();
  const list = (those: readonly ExceptionDay[]) => (
    <ul className="exceptions">
      {those.map((each) => (
        <OneException
          key={each.on}
          exception={each}
          disabled={disabled}
          onChange={(changed) => onChange(withException(exceptions, changed))}
          onRemove={() => onChange(exceptions.filter(({ on }) => on !== each.on))}
        />
      ))}
    </ul>
  );
  const [coming, over] = [exceptions.filter(({ on }) => on >= today), exceptions.filter(({ on }) => on < today)];
  return (
    <>
      {coming.length === 0 && <p className="hint">{hours.noExceptions}</p>}
      {list(coming)}
      {!disabled && <NewException today={today} onAdd={(on) => onChange(withException(exceptions, { on, open: [], note: "" }))} />}
      {over.length > 0 && (
        <details>
          <summary>{hours.over(over.length)}</summary>
          {list(over)}
        </details>
      )}
    </>
  );
}

interface OneExceptionProps {
  exception: ExceptionDay;
  disabled: boolean;
  onChange: (exception: ExceptionDay) => void;
  onRemove: () => void;
}

function OneException({ exception, disabled, onChange, onRemove }: OneExceptionProps) {
  const { hours } = useSetUpWords();
  const name = useDate(exception.on);
  return (
    <li className="exception">
      <span className="week-name figures">{name}</span>
      <Spans name={name} spans={exception.open} disabled={disabled} onChange={(open) => onChange({ ...exception, open })} />
      <TextInput aria-label={hours.noteOn(name)} placeholder={hours.note} size="xs" maxLength={200} disabled={disabled} value={exception.note} onChange={(event) => onChange({ ...exception, note: event.currentTarget.value })} />
      {!disabled && (
        <ActionIcon variant="subtle" color="gray" aria-label={hours.removeException(name)} onClick={onRemove}>
          <IconX size={15} aria-hidden />
        </ActionIcon>
      )}
    </li>
  );
}

function useDate(on: string): string {
  const { language } = useSpeech();
  const options: Intl.DateTimeFormatOptions = { weekday: "short", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
  return new Date(`${on}T00:00:00Z`).toLocaleDateString(language === "en" ? "en-GB" : language, options);
}

function NewException({ today, onAdd }: { today: string; onAdd: (on: string) => void }) {
  const { hours } = useSetUpWords();
  const [on, setOn] = useState("");
  const add = () => {
    onAdd(on);
    setOn("");
  };
  return (
    <div className="buttons">
      <TextInput type="date" aria-label={hours.date} min={today} size="xs" value={on} onChange={(event) => setOn(event.currentTarget.value)} />
      <Button size="compact-sm" variant="default" disabled={on === ""} onClick={add}>
        {hours.addException}
      </Button>
    </div>
  );
}
