import "../../styles/setup.css";

import { Button } from "@mantine/core";
import { IconArchive, IconCircleCheck, IconProgress } from "@tabler/icons-react";

import { type Thing, useThings } from "../../api/setup";
import { useFilters } from "../../app/filters";
import { useMe } from "../../app/me";
import { mayIn } from "../../app/session";
import { useSetUpWords } from "../../messages/setup/use";
import { useWords } from "../../messages/use";
import { Mark } from "../../shared/marks";
import { Empty, Loading, PageHead, RowButton } from "../../shared/parts";
import { type Column, RowTable } from "../../shared/RowTable";
import { Trouble } from "../../shared/Trouble";
import { textOf } from "../../setup/fields";
import { PageHistory } from "../../setup/PageHistory";
import { useOpenItems } from "./known";
import { ProjectSheet } from "./ProjectSheet";
import { Wizard } from "./Wizard";

/** What each project still needs, and all that is set up in it. */
export function ProjectsPage() {
  const { projects } = useSetUpWords();
  const { filters } = useFilters();
  const makes = mayIn(useMe(), "administer", null);
  const asked = useThings("projects");
  if (asked.isError) return <Trouble error={asked.error} onRetry={() => void asked.refetch()} />;
  if (asked.data === undefined) return <Loading />;
  const open = asked.data.find(({ key }) => key === filters.open);
  if (asked.data.length === 0 && !makes) return <Empty>{projects.empty}</Empty>;
  if (filters.make === "project" || filters.show === "wizard" || asked.data.length === 0) return <Wizard project={open} />;
  if (filters.open !== undefined) return <ProjectSheet project={open} />;
  return <ProjectList projects={asked.data} />;
}

function ProjectList({ projects }: { projects: readonly Thing[] }) {
  const words = useSetUpWords();
  const { app } = useWords();
  const { change } = useFilters();
  const changes = mayIn(useMe(), "administer", null);
  const left = useOpenItems(projects);
  const figure = [...left.values()].reduce((sum, items) => sum + items, 0);
  return (
    <>
      <PageHead title={words.projects.title} figure={left.size === 0 ? app.none : figure} label={words.projects.before}>
        {changes && (
          <Button size="compact-md" onClick={() => change({ make: "project" })}>
            {words.projects.add}
          </Button>
        )}
      </PageHead>
      <RowTable columns={useColumns()} rows={projects} idOf={({ key }) => key}>
        {(project) => <ProjectRow key={project.key} project={project} left={left.get(project.key)} />}
      </RowTable>
      <PageHistory section="projects" changes={changes} />
    </>
  );
}

function useColumns(): readonly Column[] {
  const { projects } = useSetUpWords();
  return [
    { label: projects.name },
    { label: projects.state, className: "col-state" },
    { label: projects.zone, className: "minor" },
    { label: projects.queues, className: "col-count lesser" },
    { label: projects.numbers, className: "col-count lesser" },
    { label: projects.left, className: "col-count" },
  ];
}

function ProjectRow({ project: { key, spec }, left }: { project: Thing; left: number | undefined }) {
  const { projects } = useSetUpWords();
  const { app } = useWords();
  return (
    <tr className={spec.active === false ? "row row-away" : "row"}>
      <td>
        <RowButton opens={{ open: key }} label={projects.open(key)}>
          {key}
        </RowButton>
      </td>
      <td className="col-state">
        <StateMark spec={spec} />
      </td>
      <td className="minor">{textOf(spec.zone)}</td>
      <td className="col-count lesser figures">{useCount("queues", key)}</td>
      <td className="col-count lesser figures">{useCount("numbers", key)}</td>
      <td className="col-count figures">{left ?? app.none}</td>
    </tr>
  );
}

function useCount(section: "queues" | "numbers", project: string): number {
  const { data = [] } = useThings(section);
  return data.filter(({ spec }) => spec.project === project).length;
}

/** Whether callers are let in. */
export function StateMark({ spec }: { spec: Thing["spec"] }) {
  const { projects } = useSetUpWords();
  if (spec.active === false) return <Mark sign={[IconArchive, "quiet"]} text={projects.archived} />;
  if (spec.live === true) return <Mark sign={[IconCircleCheck, "good"]} text={projects.live} />;
  return <Mark sign={[IconProgress, "warn"]} text={projects.settingUp} />;
}
