import { IconCircleCheck, IconCircleDashed } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";

import { type ChecklistItem, useChecklist } from "../../api/checklist";
import type { Thing } from "../../api/setup";
import { textIn } from "../../messages/refusals";
import { useSetUpWords } from "../../messages/setup/use";
import { useSpeech, useWords } from "../../messages/use";
import { Mark } from "../../shared/marks";
import { Loading } from "../../shared/parts";
import { Trouble } from "../../shared/Trouble";
import { ChangeButton } from "../../setup/ChangeButton";
import { languageHint } from "../../setup/named";
import { useNaming } from "../../setup/naming";
import { useIdOf, useMayChange } from "./known";

/** What the project needs before it takes calls, each with where it is set up; then the button that lets callers in. */
export function Checklist({ project }: { project: Thing }) {
  const { projects } = useSetUpWords();
  const id = useIdOf(project);
  const asked = useChecklist(id);
  if (asked.isError) return <Trouble error={asked.error} onRetry={() => void asked.refetch()} />;
  if (asked.data === undefined) return id === undefined ? <p>{projects.archived}</p> : <Loading />;
  const { items, open, live } = asked.data;
  return (
    <div className="boxed">
      <p role="status">{live ? projects.isLive : open === 0 ? projects.ready : projects.missing(open)}</p>
      <ul className="checklist">
        {items.map((item) => (
          <Item key={JSON.stringify([item.code, item.values])} item={item} project={project} id={id} />
        ))}
      </ul>
      <LiveButton project={project} open={open} />
    </div>
  );
}

interface ItemProps {
  item: ChecklistItem;
  project: Thing;
  id: number | undefined;
}

function Item({ item, project, id }: ItemProps) {
  const words = useSetUpWords();
  const all = useWords();
  const { projects } = words;
  const values = useNamed(item.values);
  const said = words.checklist[item.code]?.(values) ?? textIn(all, item.sentence);
  const search = item.page === "/projects" ? { open: project.key, show: "queues" } : id === undefined ? {} : { project: String(id) };
  return (
    <li>
      <Mark sign={item.done ? [IconCircleCheck, "good"] : [IconCircleDashed, "warn"]} text={item.done ? projects.done : projects.todo} />
      <span className="checklist-what">{said}</span>
      {!item.done && (
        <Link to={item.page} search={search} aria-label={`${projects.mend}: ${said}`}>
          {projects.mend}
        </Link>
      )}
    </li>
  );
}

/** With the words for what is a code in it. */
function useNamed(values: Record<string, string>): Record<string, string> {
  const { announcements } = useSetUpWords();
  const { language } = useSpeech();
  const { kind, language: code } = values;
  return {
    ...values,
    ...(kind !== undefined && { kind: announcements.titleOf(kind as Parameters<typeof announcements.titleOf>[0], "") }),
    ...(code !== undefined && { language: languageHint([code], language) || code }),
  };
}

function LiveButton({ project, open }: { project: Thing; open: number }) {
  const { projects } = useSetUpWords();
  const naming = useNaming("projects");
  const changes = useMayChange(project);
  const live = project.spec.live === true;
  if (!changes || (!live && open > 0)) return null;
  return (
    <div className="buttons">
      <ChangeButton
        section="projects"
        thing={project}
        spec={{ ...project.spec, live: !live }}
        label={live ? projects.halt : projects.goLive}
        title={live ? projects.haltTitle : projects.goLiveTitle}
        naming={naming}
        grave={live}
      />
    </div>
  );
}
