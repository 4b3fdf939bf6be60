import { TextInput } from "@mantine/core";

import { useSpeech } from "../messages/use";
import { momentIn } from "./format";

interface WhenFieldProps {
  label: string;
  /** As the browser's picker has it: the viewer's wall clock, such as 2026-11-24T12:30. */
  value: string;
  onChange: (value: string) => void;
  /** The customer's zone, whose clock is shown beside the viewer's. */
  zone: string;
  /** What is said of the moment there, where it is not a customer's. */
  hint?: (moment: string, zone: string) => string;
  error?: string | null;
}

/** A moment on the viewer's clock, with the customer's beside it. */
export function WhenField({ label, value, onChange, zone, hint, error }: WhenFieldProps) {
  const { words, language } = useSpeech();
  const at = instantOf(value);
  return (
    <TextInput
      type="datetime-local"
      label={label}
      value={value}
      error={error}
      description={at === null ? words.cases.untilNeeded : (hint ?? words.cases.untilHint)(momentIn(at, language, zone), zone)}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** The instant that was chosen; null where none was, or none that a clock can show. */
export function instantOf(value: string): string | null {
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** The next full half hour, an hour from now or later, as the picker wants it. */
export function inAnHour(now: number): string {
  const half = 30 * 60_000;
  const at = new Date(Math.ceil((now + 2 * half) / half) * half);
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
