import { NativeSelect } from "@mantine/core";
import { useState } from "react";

import { type Prompt, promptAudio, useBeginOutage, usePrompts } from "../../api/floor";
import type { Project } from "../../api/types";
import { useSpeech, useWords } from "../../messages/use";
import { Confirm } from "../../shared/Confirm";
import { languageName, tenths } from "../../shared/format";
import { useChosenProject } from "../../shared/projects";

const ENDS = ["", "30", "60", "120", "240", "480"] as const;

/** Asks for whom and how long, and shows which prompts will be heard. */
export function OutageForm({ onClose }: { onClose: () => void }) {
  const words = useWords();
  const { floor } = words;
  const { project, field } = useChosenProject("run_floor");
  const [queue, setQueue] = useState("");
  const [minutes, setMinutes] = useState("");
  const begin = useBeginOutage();
  const { data: prompts, error: unread } = usePrompts(project?.id);
  const names = namesOf(prompts ?? []);
  const [chosen, setChosen] = useState<string>();
  const prompt = chosen !== undefined && names.includes(chosen) ? chosen : (names[0] ?? "");
  const put = () =>
    project &&
    begin.mutate(
      { project: project.id, prompt, queue: queue === "" ? null : Number(queue), minutes: minutes === "" ? null : Number(minutes) },
      { onSuccess: onClose },
    );
  return (
    <Confirm question={floor.outageQuestion} yes={floor.putOn} ready={project !== undefined && names.length > 0} pending={begin.isPending} error={begin.error ?? unread} onYes={() => put()} onClose={onClose}>
      <p className="hint">{floor.outageHint}</p>
      <NativeSelect label={words.app.project} {...field} />
      <NativeSelect label={words.columns.queue} value={queue} data={queuesOf(project, floor.allQueues)} onChange={(event) => setQueue(event.currentTarget.value)} />
      <NativeSelect
        label={floor.ends}
        value={minutes}
        data={ENDS.map((each) => ({ value: each, label: each === "" ? floor.endsByHand : floor.after(Number(each)) }))}
        onChange={(event) => setMinutes(event.currentTarget.value)}
      />
      {names.length > 1 && (
        <NativeSelect
          label={words.prompts.which}
          value={prompt}
          data={names.map((name) => ({ value: name, label: name === "" ? words.prompts.usual : name }))}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
      )}
      <Prompts project={project} prompts={prompts?.filter(({ name }) => name === prompt)} />
    </Confirm>
  );
}

function queuesOf(project: Project | undefined, all: string) {
  return [{ value: "", label: all }, ...(project?.queues ?? []).map(({ id, name }) => ({ value: String(id), label: name }))];
}

/** The names of the prompts that there are, the usual one first. */
function namesOf(prompts: readonly Prompt[]): string[] {
  return [...new Set(prompts.map(({ name }) => name))];
}

/** What callers would hear, in each language: to be listened to here first. */
function Prompts({ project, prompts }: { project: Project | undefined; prompts: readonly Prompt[] | undefined }) {
  const { language, words } = useSpeech();
  if (project === undefined || prompts === undefined) return null;
  if (prompts.length === 0) return <p className="mark mark-bad">{words.floor.noPrompt}</p>;
  return (
    <dl className="prompts">
      {prompts.map((each) => (
        <div key={each.language}>
          <dt>{languageName(each.language, language)}</dt>
          <dd className="figures">
            {words.floor.prompt(tenths(each.seconds, language))} {each.own ? words.floor.ownPrompt : words.floor.sharedPrompt}
            <audio controls preload="none" aria-label={words.prompts.hear(languageName(each.language, language))} src={promptAudio(project.id, each)} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
