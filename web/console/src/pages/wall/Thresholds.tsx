import { Button, Checkbox, Modal, NativeSelect, NumberInput } from "@mantine/core";
import { type FormEvent, useState } from "react";

import { type Thresholds, useSetThresholds, useThresholds } from "../../api/floor";
import { useAgentsAreTold, useTellAgents } from "../../api/joining";
import { useMe } from "../../app/me";
import { may, mayIn } from "../../app/session";
import { useWords } from "../../messages/use";
import { Loading } from "../../shared/parts";
import { useChosenProject } from "../../shared/projects";
import { fieldError, Trouble } from "../../shared/Trouble";

/** What a project finds too much: supervisors see it, administrators change it. */
export function ThresholdsForm({ onClose }: { onClose: () => void }) {
  const { floor, app } = useWords();
  const { project, field } = useChosenProject();
  const { data: all, error } = useThresholds();
  const mine = all?.find((each) => each.project === project?.id);
  return (
    <Modal opened onClose={onClose} title={floor.thresholds} closeButtonProps={{ "aria-label": app.close }}>
      <div className="form">
        <p className="hint">{floor.thresholdsHint}</p>
        <NativeSelect label={app.project} {...field} />
        <Trouble error={error} />
        {error === null && all === undefined && <Loading />}
        {project && <AgentsAreTold project={project.id} />}
        {mine && <Fields key={mine.project} project={mine.project} before={mine.thresholds} />}
      </div>
    </Modal>
  );
}

/** Saved as it is ticked. */
function AgentsAreTold({ project }: { project: number }) {
  const { floor } = useWords();
  const me = useMe();
  const told = useAgentsAreTold(project);
  const tell = useTellAgents(project);
  if (!may(me, "see_settings") || told.data === undefined) return <Trouble error={told.error} />;
  return (
    <>
      <Checkbox
        label={floor.tellAgents}
        checked={told.data}
        disabled={!mayIn(me, "administer", project) || tell.isPending}
        onChange={(event) => tell.mutate(event.currentTarget.checked)}
      />
      <Trouble error={tell.error} />
    </>
  );
}

function Fields({ project, before }: { project: number; before: Thresholds }) {
  const words = useWords();
  const { floor } = words;
  const edits = may(useMe(), "administer");
  const [draft, setDraft] = useState(before);
  const save = useSetThresholds(project);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(draft);
  };
  const number = (key: "longest_wait_s" | "window_minutes" | "fewest_entries", label: string) => (
    <NumberInput label={label} value={draft[key] ?? ""} min={1} allowDecimal={false} readOnly={!edits} error={fieldError(save.error, key)} onChange={(value) => setDraft({ ...draft, [key]: Number(value) })} />
  );
  return (
    <form className="form" onSubmit={submit}>
      {number("longest_wait_s", floor.longestWait)}
      <NumberInput
        label={floor.level}
        description={floor.levelHint}
        value={draft.service_level_percent ?? ""}
        min={1}
        max={100}
        allowDecimal={false}
        readOnly={!edits}
        error={fieldError(save.error, "service_level_percent")}
        onChange={(value) => setDraft({ ...draft, service_level_percent: value === "" ? null : Number(value) })}
      />
      {number("window_minutes", floor.window)}
      {number("fewest_entries", floor.fewest)}
      <NativeSelect
        label={floor.nobody}
        value={draft.nobody ?? "open"}
        disabled={!edits}
        data={(["open", "waiting", "never"] as const).map((each) => ({ value: each, label: floor.nobodyWhen[each] }))}
        onChange={(event) => setDraft({ ...draft, nobody: event.currentTarget.value as NonNullable<Thresholds["nobody"]> })}
      />
      <Trouble error={save.error} except={["longest_wait_s", "service_level_percent", "window_minutes", "fewest_entries"]} />
      {edits ? (
        <div className="buttons">
          <Button type="submit" loading={save.isPending}>
            {floor.save}
          </Button>
          <span role="status" className="hint">
            {save.isSuccess && floor.saved}
          </span>
        </div>
      ) : (
        <p className="hint">{floor.adminsEdit}</p>
      )}
    </form>
  );
}
