import { Button, Modal, NativeSelect, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";

import { type Script, useSaveScript, useScripts } from "../../api/scripts";
import { useMe } from "../../app/me";
import { mayIn } from "../../app/session";
import { LANGUAGES } from "../../messages/catalogue";
import { useSpeech, useWords } from "../../messages/use";
import { languageName } from "../../shared/format";
import { Loading } from "../../shared/parts";
import { useChosenProject } from "../../shared/projects";
import { ScriptText } from "../../shared/ScriptText";
import { fieldError, Trouble } from "../../shared/Trouble";
import { useMoment } from "../../shared/useMoment";

/** What agents have beside their call: supervisors see it, administrators change it. */
export function ScriptsForm({ onClose }: { onClose: () => void }) {
  const { language: mine, words } = useSpeech();
  const { project, field } = useChosenProject("work_calls");
  const { data, error } = useScripts(project?.id);
  const [chosen, setChosen] = useState<string>();
  const there = data?.scripts.map((each) => each.language) ?? [];
  const languages = [...new Set([...there, ...LANGUAGES])];
  const language = chosen ?? data?.chosen ?? "en";
  const before = data?.scripts.find((each) => each.language === language);
  return (
    <Modal opened onClose={onClose} size="lg" title={words.script.settings} closeButtonProps={{ "aria-label": words.app.close }}>
      <div className="form">
        <p className="hint">{words.script.settingsHint}</p>
        <NativeSelect label={words.app.project} {...field} />
        <NativeSelect
          label={words.script.language}
          value={language}
          data={languages.map((each) => ({ value: each, label: languageName(each, mine) }))}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
        <Trouble error={error} />
        {project && error === null && data === undefined && <Loading />}
        {project && data && <ScriptField key={`${project.id} ${language}`} project={project.id} language={language} before={before} />}
      </div>
    </Modal>
  );
}

interface ScriptFieldProps {
  project: number;
  language: string;
  before: Script | undefined;
}

function ScriptField({ project, language, before }: ScriptFieldProps) {
  const { script } = useWords();
  const moment = useMoment();
  const edits = mayIn(useMe(), "administer", project);
  const [text, setText] = useState(before?.text ?? "");
  const save = useSaveScript(project);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ language, text: text.trim() });
  };
  const done = save.isSuccess && save.variables.text === text.trim();
  const empty = text.trim() === "";
  return (
    <form className="form" onSubmit={submit}>
      {edits && (
        <Textarea label={script.text} autosize minRows={6} maxRows={16} maxLength={20_000} lang={language} value={text} error={fieldError(save.error, "text")} onChange={(event) => setText(event.currentTarget.value)} />
      )}
      {before && <p className="hint">{script.changedBy(before.changed_by, moment(before.changed_at))}</p>}
      {!empty && (
        <section aria-label={script.preview} className="script-preview">
          <ScriptText text={text} lang={language} />
        </section>
      )}
      {empty && !edits && <p className="hint">{script.none}</p>}
      <Trouble error={save.error} except={["text"]} />
      {edits ? (
        <div className="buttons">
          <Button type="submit" loading={save.isPending} disabled={empty && before === undefined}>
            {empty && before !== undefined ? script.remove : script.save}
          </Button>
          <span role="status" className="hint">
            {done && (empty ? script.removed : script.saved)}
          </span>
        </div>
      ) : (
        <p className="hint">{script.adminsEdit}</p>
      )}
    </form>
  );
}
