import { Alert, Button, NativeSelect } from "@mantine/core";
import { type FormEvent, useState } from "react";

import { useDryRun, useRules, useSaveRules } from "../../api/cases";
import { ApiError } from "../../api/client";
import type { RulesView } from "../../api/caseTypes";
import { useMe } from "../../app/me";
import { mayIn } from "../../app/session";
import { useFloor } from "../../live/hooks";
import { useWords } from "../../messages/use";
import { Loading, PageHead } from "../../shared/parts";
import { useChosenProject } from "../../shared/projects";
import { Trouble } from "../../shared/Trouble";
import { useMoment } from "../../shared/useMoment";
import { DryRun } from "./DryRun";
import { bodyOf, draftOf, GROUPS } from "./draft";
import { RuleField } from "./RuleField";

/** How a project works its cases: read, tried on the open cases, saved. */
export function CallbacksPage() {
  const words = useWords();
  const { project, field } = useChosenProject("see_settings");
  const rules = useRules(project && String(project.id));
  return (
    <>
      <PageHead title={words.rules.title} figure={rules.data?.version ?? words.app.none} label={words.rules.version} />
      <div className="page-filters">
        <NativeSelect aria-label={words.contacts.project} className="page-filter" {...field} />
      </div>
      {project === undefined && <p className="empty">{words.rules.choose}</p>}
      <Trouble error={rules.error} onRetry={() => void rules.refetch()} />
      {project !== undefined && rules.isPending && !rules.isError && <Loading />}
      {rules.data && <RulesForm key={rules.data.project.id} rules={rules.data} reload={async () => (await rules.refetch()).data} />}
    </>
  );
}

interface RulesFormProps {
  rules: RulesView;
  /** What is saved by now. */
  reload: () => Promise<RulesView | undefined>;
}

/** What is typed stays whatever others save; the version that it goes out from says whether they did. */
function RulesForm({ rules, reload }: RulesFormProps) {
  const words = useWords();
  const me = useMe();
  const [changes, tries] = [mayIn(me, "administer", rules.project.id), mayIn(me, "run_cases", rules.project.id)];
  const demo = useFloor((floor) => floor.demo);
  const project = String(rules.project.id);
  const [draft, setDraft] = useState(() => draftOf(rules));
  const [version, setVersion] = useState(rules.version);
  const save = useSaveRules(project);
  const dryRun = useDryRun(project);
  const conflict = save.error instanceof ApiError && save.error.status === 409;
  const take = (saved: RulesView) => {
    setDraft(draftOf(saved));
    setVersion(saved.version);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(bodyOf(draft, version), { onSuccess: take });
  };
  const type = (name: string, value: string | boolean) => {
    setDraft({ ...draft, [name]: value });
    dryRun.reset();
    if (save.isSuccess) save.reset();
  };
  return (
    <form className="form boxed rules" onSubmit={submit}>
      <Changed rules={rules} />
      {!changes && <p className="hint">{words.rules.readOnly}</p>}
      {Object.entries(GROUPS).map(([group, fields]) => (
        <fieldset key={group}>
          <legend>{words.rules.groups[group as keyof typeof GROUPS]}</legend>
          <div className="fields">
            {fields.filter(({ name }) => name !== "day_seconds" || demo || draft.day_seconds !== "").map((each) => (
              <RuleField key={each.name} field={each} rules={rules} value={draft[each.name] ?? ""} error={save.error ?? dryRun.error} onChange={(value) => type(each.name, value)} />
            ))}
          </div>
        </fieldset>
      ))}
      <div className="actions-bar">
        {conflict ? <Conflict reload={reload} onTheirs={take} onMine={setVersion} reset={save.reset} /> : <Trouble error={save.error ?? dryRun.error} />}
        <div className="buttons">
          {tries && (
            <Button variant="default" loading={dryRun.isPending} onClick={() => dryRun.mutate(bodyOf(draft, version))}>
              {words.rules.dryRun}
            </Button>
          )}
          {changes && (
            <Button type="submit" loading={save.isPending}>
              {words.rules.save}
            </Button>
          )}
          <span role="status" className="hint">
            {save.isSuccess && words.rules.saved}
          </span>
        </div>
      </div>
      {dryRun.data && <DryRun run={dryRun.data} />}
    </form>
  );
}

function Changed({ rules }: { rules: RulesView }) {
  const words = useWords();
  const moment = useMoment();
  const said = rules.changed_at === null ? words.rules.defaults : words.rules.changed(rules.changed_by ?? "", moment(rules.changed_at));
  return <p className="hint">{said}</p>;
}

interface ConflictProps {
  reload: () => Promise<RulesView | undefined>;
  onTheirs: (saved: RulesView) => void;
  onMine: (version: number) => void;
  reset: () => void;
}

/** Somebody saved in between. Nothing that was typed is lost unless its owner says so. */
function Conflict({ reload, onTheirs, onMine, reset }: ConflictProps) {
  const words = useWords();
  const decide = (then: (saved: RulesView) => void) => async () => {
    const saved = await reload();
    if (saved === undefined) return;
    then(saved);
    reset();
  };
  return (
    <Alert role="alert" color="orange" variant="light" className="trouble">
      <span>{words.rules.conflict}</span>
      <Button size="compact-sm" variant="default" onClick={() => void decide(onTheirs)()}>
        {words.rules.showTheirs}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => void decide(({ version }) => onMine(version))()}>
        {words.rules.keepMine}
      </Button>
    </Alert>
  );
}
