import { Button } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";

import type { Thing } from "../../api/setup";
import { carried, useFilters } from "../../app/filters";
import { useSetUpWords } from "../../messages/setup/use";
import { useWords } from "../../messages/use";
import { Empty, PageHead } from "../../shared/parts";
import { TabBar } from "../../shared/TabBar";
import { Deeds } from "../../setup/Deeds";
import { namingOf } from "../../setup/naming";
import { Checklist } from "./Checklist";
import { useIdOf, useMayChange, useOpenItems } from "./known";
import { ProjectForm } from "./ProjectForm";
import { QueueList } from "./QueueList";
import { TrunkOrder } from "./TrunkOrder";

const TABS = ["settings", "queues", "trunks", "checklist", "changes"] as const;
type Tab = (typeof TABS)[number];

/** One project, with all that is set up in it. */
export function ProjectSheet({ project }: { project: Thing | undefined }) {
  const { projects } = useSetUpWords();
  const { app } = useWords();
  const { filters } = useFilters();
  const left = useOpenItems(project ? [project] : []);
  return (
    <>
      <PageHead title={project?.key ?? projects.title} figure={left.get(project?.key ?? "") ?? app.none} label={projects.before}>
        {project?.spec.live === false && project.spec.active === true && <Steps />}
        <Link to="/projects" search={carried(filters)} className="page-head-link">
          <IconArrowLeft size={15} aria-hidden /> {projects.all}
        </Link>
      </PageHead>
      {project === undefined ? <Empty>{projects.gone}</Empty> : <Tabs project={project} left={left.get(project.key)} />}
    </>
  );
}

/** Back to the steps that lead to going live. */
function Steps() {
  const { wizard } = useSetUpWords();
  const { change } = useFilters();
  return (
    <Button size="compact-md" onClick={() => change({ show: "wizard", part: undefined, make: undefined })}>
      {wizard.resume}
    </Button>
  );
}

function Tabs({ project, left }: { project: Thing; left: number | undefined }) {
  const { projects } = useSetUpWords();
  const { filters, change } = useFilters();
  const chosen = TABS.find((each) => each === filters.show) ?? "settings";
  const tabs = TABS.map((value) => ({ value, label: projects.tabs[value], count: value === "checklist" ? left : undefined }));
  return (
    <>
      <TabBar label={projects.title} tabs={tabs} chosen={chosen} onChoose={(show) => change({ show, part: undefined, make: undefined })} />
      <TabBody tab={chosen} project={project} />
    </>
  );
}

function TabBody({ tab, project }: { tab: Tab; project: Thing }) {
  const words = useSetUpWords();
  const id = useIdOf(project);
  const changes = useMayChange(project);
  switch (tab) {
    case "settings":
      return <ProjectForm key={project.key} project={project} />;
    case "queues":
      return <QueueList project={project.key} changes={changes} />;
    case "trunks":
      return <TrunkOrder key={project.key} project={project} />;
    case "checklist":
      return <Checklist project={project} />;
    case "changes":
      return <Deeds which={id === undefined ? { section: "projects", key: project.key } : { project: String(id) }} naming={({ section }) => namingOf(section, words)} changes={changes} />;
  }
}
