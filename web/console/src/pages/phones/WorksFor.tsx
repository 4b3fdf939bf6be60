import { MultiSelect } from "@mantine/core";
import "@mantine/core/styles/Pill.css";
import "@mantine/core/styles/PillsInput.css";

import { useThings } from "../../api/setup";
import { useSetUpWords } from "../../messages/setup/use";
import { useWords } from "../../messages/use";
import { troubleAt } from "../../setup/SpecField";
import type { Form } from "../../setup/useEditor";
import { useOwnEscape } from "../../shared/useOwnEscape";

/** The projects whose calls an agent takes, of those that there are. */
export function WorksFor({ form, disabled }: { form: Form; disabled: boolean }) {
  const { agentFields, phones } = useSetUpWords();
  const words = useWords();
  const escape = useOwnEscape();
  const [label, hint] = agentFields.projects;
  const { projects } = form.draft;
  const chosen = Array.isArray(projects) ? (projects as string[]) : [];
  const active = useThings("projects").data?.filter(({ spec }) => spec.active !== false) ?? [];
  const all = [...new Set([...active.map(({ key }) => key), ...chosen])].sort((one, other) => one.localeCompare(other));
  return (
    <MultiSelect
      {...escape}
      label={label}
      description={hint}
      error={troubleAt(form.error, "projects", words)}
      disabled={disabled}
      data={all}
      value={chosen}
      onChange={(value) => form.set("projects", value)}
      nothingFoundMessage={phones.noOtherProject}
      hidePickedOptions
      searchable
      withScrollArea={false}
      classNames={{ dropdown: "long-options" }}
    />
  );
}
