import { Button, Checkbox, Modal, NativeSelect, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";

import { type Thresholds, useSetThresholds, useThresholds } from "../../api/floor";
import { useAgentsAreTold, useTellAgents } from "../../api/joining";
import { useMe } from "../../app/me";
import { mayIn } from "../../app/session";
import { useWords } from "../../messages/use";
import { Loading } from "../../shared/parts";
import { useChosenProject } from "../../shared/projects";
import { fieldError, Trouble } from "../../shared/Trouble";
import { COUNTED, type Counted, type Draft, draftOf, LIMITS, OPTIONAL, thresholdOf, thresholdsOf } from "./thresholds";

/** What a project finds too much: supervisors see it, administrators change it. */
export function ThresholdsForm({ onClose }: { onClose: () => void }) {
  const { floor, app } = useWords();
  const { project, field } = useChosenProject("run_floor");
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
  if (!mayIn(me, "see_settings", project) || told.data === undefined) return <Trouble error={told.error} />;
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
  const edits = mayIn(useMe(), "administer", project);
  const [draft, setDraft] = useState(() => draftOf(before));
  const [tried, setTried] = useState(false);
  const save = useSetThresholds(project);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const read = thresholdsOf(draft);
    setTried(true);
    if (read !== null) save.mutate(read);
  };
  const change = (part: Partial<Draft>) => {
    setDraft({ ...draft, ...part });
    save.reset();
  };
  const number = (key: Counted, label: string) => {
    const [from, to] = LIMITS[key];
    const fits = floor.between(from, to);
    const wrong = tried && thresholdOf(key, draft[key]) === undefined;
    const { unlikeHere, missingHere } = words.refusal;
    const said = draft[key].trim() === "" ? missingHere(fits) : unlikeHere(draft[key].trim(), fits);
    return (
      <TextInput
        label={label}
        description={key === OPTIONAL ? `${floor.levelHint}; ${fits}` : fits}
        inputMode="numeric"
        value={draft[key]}
        readOnly={!edits}
        error={wrong ? said : fieldError(save.error, key)}
        onChange={(event) => change({ [key]: event.currentTarget.value })}
      />
    );
  };
  return (
    <form className="form" onSubmit={submit}>
      {number("longest_wait_s", floor.longestWait)}
      {number("service_level_percent", floor.level)}
      {number("window_minutes", floor.window)}
      {number("fewest_entries", floor.fewest)}
      <NativeSelect
        label={floor.nobody}
        value={draft.nobody}
        disabled={!edits}
        data={(["open", "waiting", "never"] as const).map((each) => ({ value: each, label: floor.nobodyWhen[each] }))}
        onChange={(event) => change({ nobody: event.currentTarget.value as Draft["nobody"] })}
      />
      <Trouble error={save.error} except={COUNTED} />
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
