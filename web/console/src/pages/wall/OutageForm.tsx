import { NativeSelect } from "@mantine/core";
import { useState } from "react";

import { useBeginOutage, usePrompts } from "../../api/floor";
import type { Project } from "../../api/types";
import { useSpeech, useWords } from "../../messages/use";
import { Confirm } from "../../shared/Confirm";
import { tenths } from "../../shared/format";
import { useChosenProject } from "../../shared/projects";

const ENDS = ["", "30", "60", "120", "240", "480"] as const;

/** Asks for whom and how long, and shows which prompts will be heard. */
export function OutageForm({ onClose }: { onClose: () => void }) {
  const words = useWords();
  const { floor } = words;
  const { project, field } = useChosenProject();
  const [queue, setQueue] = useState("");
  const [minutes, setMinutes] = useState("");
  const begin = useBeginOutage();
  const playable = (usePrompts(project?.id).data ?? []).length > 0;
  const put = () =>
    project &&
    begin.mutate(
      { project: project.id, queue: queue === "" ? null : Number(queue), minutes: minutes === "" ? null : Number(minutes) },
      { onSuccess: onClose },
    );
  return (
    <Confirm question={floor.outageQuestion} yes={floor.putOn} ready={project !== undefined && playable} pending={begin.isPending} error={begin.error} onYes={() => put()} onClose={onClose}>
      <p className="hint">{floor.outageHint}</p>
      <NativeSelect label={words.app.project} {...field} />
      <NativeSelect label={words.columns.queue} value={queue} data={queuesOf(project, floor.allQueues)} onChange={(event) => setQueue(event.currentTarget.value)} />
      <NativeSelect
        label={floor.ends}
        value={minutes}
        data={ENDS.map((each) => ({ value: each, label: each === "" ? floor.endsByHand : floor.after(Number(each)) }))}
        onChange={(event) => setMinutes(event.currentTarget.value)}
      />
      <Prompts project={project} />
    </Confirm>
  );
}

function queuesOf(project: Project | undefined, all: string) {
  return [{ value: "", label: all }, ...(project?.queues ?? []).map(({ id, name }) => ({ value: String(id), label: name }))];
}

function Prompts({ project }: { project: Project | undefined }) {
  const { language, words } = useSpeech();
  const { data: prompts } = usePrompts(project?.id);
  if (project === undefined || prompts === undefined) return null;
  if (prompts.length === 0) return <p className="mark mark-bad">{words.floor.noPrompt}</p>;
  return (
    <dl className="prompts">
      {prompts.map((each) => (
        <div key={each.language}>
          <dt>{new Intl.DisplayNames([language], { type: "language" }).of(each.language)}</dt>
          <dd className="figures">
            {words.floor.prompt(tenths(each.seconds, language))} {each.own ? words.floor.ownPrompt : words.floor.sharedPrompt}
          </dd>
        </div>
      ))}
    </dl>
  );
}
