import { Button, NativeSelect } from "@mantine/core";
import { useState } from "react";

import { useSetUpWords } from "../../messages/setup/use";

const HOURS = [1, 4, 12, 24, 168];

interface SilenceFormProps {
  /** Of the check. */
  name: string;
  busy: boolean;
  onSilence: (hours: number) => void;
}

/** For how long a check is not counted. */
export function SilenceForm({ name, busy, onSilence }: SilenceFormProps) {
  const { health } = useSetUpWords();
  const [hours, setHours] = useState(4);
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label={`${health.silenceThis(name)}, ${health.silenceFor}`}
        value={String(hours)}
        onChange={(event) => setHours(Number(event.currentTarget.value))}
        data={HOURS.map((each) => ({ value: String(each), label: health.hours(each) }))}
      />
      <Button size="compact-sm" variant="default" loading={busy} aria-label={health.silenceThis(name)} onClick={() => onSilence(hours)}>
        {health.silence}
      </Button>
    </>
  );
}
