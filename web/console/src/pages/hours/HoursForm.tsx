import { Button } from "@mantine/core";

import { type Saved, useThings } from "../../api/setup";
import { useBrowserSecond } from "../../live/clock";
import { useSetUpWords } from "../../messages/setup/use";
import { useWords } from "../../messages/use";
import { Loading } from "../../shared/parts";
import { Trouble } from "../../shared/Trouble";
import { dateIn } from "../../shared/zones";
import { textOf } from "../../setup/fields";
import { useNaming } from "../../setup/naming";
import { HOURS_FIELDS } from "../../setup/sheets";
import { troubleAt } from "../../setup/SpecField";
import { Group, SpecForm } from "../../setup/SpecForm";
import { type Form, useEditor } from "../../setup/useEditor";
import { type ExceptionDay, type SpanOf, USUAL_WEEK } from "../../setup/week";
import { Exceptions } from "./Exceptions";
import { WeekEditor } from "./WeekEditor";

interface HoursFormProps {
  project: string;
  changes: boolean;
  onSaved?: (saved: Saved) => void;
}

/** When a project answers: its week and the dates that are different. */
export function HoursForm({ project, changes, onSaved }: HoursFormProps) {
  const asked = useThings("hours");
  if (asked.isError) return <Trouble error={asked.error} onRetry={() => void asked.refetch()} />;
  if (asked.data === undefined) return <Loading />;
  return <Loaded key={project} project={project} changes={changes} {...(onSaved && { onSaved })} />;
}

function Loaded({ project, changes, onSaved }: HoursFormProps) {
  const { hours } = useSetUpWords();
  const naming = useNaming("hours");
  const thing = useThings("hours").data?.find(({ key }) => key === project) ?? null;
  const zone = textOf(useThings("projects").data?.find(({ key }) => key === project)?.spec.zone) || undefined;
  const form = useEditor({
    section: "hours",
    thing,
    initial: { project, weekly: [], exceptions: [] },
    fields: HOURS_FIELDS,
    keyOf: () => project,
    onSaved,
  });
  const weekly = form.draft.weekly as SpanOf[];
  const today = dateIn(useBrowserSecond() * 1_000, zone);
  return (
    <div className="boxed spec-box">
      <SpecForm form={form} naming={naming} shows={["weekly", "exceptions"]} changes={changes}>
        <Group title={hours.week}>
          <div className="whole-row">
            <WeekEditor week={weekly} disabled={!changes} onChange={(week) => form.set("weekly", week)} />
            <FieldTrouble form={form} name="weekly" />
            {changes && weekly.length === 0 && (
              <Button size="compact-sm" variant="default" onClick={() => form.set("weekly", USUAL_WEEK)}>
                {hours.template}
              </Button>
            )}
          </div>
        </Group>
        <Group title={hours.exceptions}>
          <div className="whole-row">
            <Exceptions exceptions={form.draft.exceptions as ExceptionDay[]} today={today} disabled={!changes} onChange={(days) => form.set("exceptions", days)} />
            <FieldTrouble form={form} name="exceptions" />
          </div>
        </Group>
      </SpecForm>
    </div>
  );
}

function FieldTrouble({ form, name }: { form: Form; name: string }) {
  const said = troubleAt(form.error, name, useWords());
  return said === null ? null : (
    <p role="alert" className="field-trouble">
      {said}
    </p>
  );
}
