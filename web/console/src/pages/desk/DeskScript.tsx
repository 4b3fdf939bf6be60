import { NativeSelect } from "@mantine/core";
import { useState } from "react";

import { useScripts } from "../../api/scripts";
import { useSpeech } from "../../messages/use";
import { languageName } from "../../shared/format";
import { useProject } from "../../shared/projects";
import { ScriptText } from "../../shared/ScriptText";

/** What my project wants said, in the language that the customer called in unless I choose another. */
export function DeskScript({ project, dialled }: { project: string | null; dialled: string }) {
  const { language, words } = useSpeech();
  const known = useProject(project);
  const { data } = useScripts(known?.id, dialled);
  const [chosen, setChosen] = useState<string>();
  if (data === undefined) return null;
  const script = data.scripts.find((each) => each.language === chosen) ?? data.scripts.find((each) => each.language === data.chosen);
  return (
    <section className="desk-script" aria-labelledby="desk-script">
      <h3 id="desk-script">{words.script.title}</h3>
      {script === undefined && <p className="hint">{words.script.none}</p>}
      {script !== undefined && data.scripts.length > 1 && (
        <NativeSelect
          size="xs"
          aria-label={words.script.language}
          value={script.language}
          data={data.scripts.map((each) => ({ value: each.language, label: languageName(each.language, language) }))}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
      )}
      {script !== undefined && <ScriptText text={script.text} lang={script.language} />}
    </section>
  );
}
