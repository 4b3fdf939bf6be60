import "../../styles/setup.css";

import { NativeSelect } from "@mantine/core";
import { IconCircleCheck, IconMoon } from "@tabler/icons-react";

import { useOpening } from "../../api/hours";
import { useProjects } from "../../api/queries";
import { useThings } from "../../api/setup";
import { useFilters } from "../../app/filters";
import { useMe } from "../../app/me";
import { mayIn } from "../../app/session";
import { useBrowserSecond } from "../../live/clock";
import { useSetUpWords } from "../../messages/setup/use";
import { useWords } from "../../messages/use";
import { Mark } from "../../shared/marks";
import { Empty, PageHead } from "../../shared/parts";
import { useChosenProject } from "../../shared/projects";
import { type Column, RowTable } from "../../shared/RowTable";
import { Trouble } from "../../shared/Trouble";
import { Deeds } from "../../setup/Deeds";
import { useNaming } from "../../setup/naming";
import { type SpanOf, weekText } from "../../setup/week";
import { HoursForm } from "./HoursForm";
import { Now } from "./Now";
import { OpenAt } from "./OpenAt";
import { untilText } from "./until";

/** Which project is open now and until when; and the hours of one. */
export function HoursPage() {
  const { hours } = useSetUpWords();
  const words = useWords();
  const { project, field } = useChosenProject("see_settings");
  const opening = useOpening(project?.name);
  const now = useBrowserSecond() * 1_000;
  const figure = opening.data?.until ? untilText(opening.data.until, now, hours) : words.app.none;
  return (
    <>
      <PageHead title={hours.title} figure={figure} label={hours.nextChange} />
      <div className="page-filters">
        <NativeSelect aria-label={words.app.project} className="page-filter" {...field} />
      </div>
      <Trouble error={opening.error} onRetry={() => void opening.refetch()} />
      {project === undefined ? <AllProjects /> : <OneProject key={project.name} name={project.name} id={project.id} />}
    </>
  );
}

function OneProject({ name, id }: { name: string; id: number }) {
  const naming = useNaming("hours");
  const changes = mayIn(useMe(), "administer", id);
  return (
    <>
      <div className="hours-top">
        <Now project={name} changes={changes} />
        <OpenAt project={name} />
      </div>
      <HoursForm project={name} changes={changes} />
      <Deeds which={{ section: "hours", key: name }} naming={() => naming} changes={changes} />
    </>
  );
}

/** Every project with its week in one line. */
function AllProjects() {
  const words = useSetUpWords();
  const { columns } = useWords();
  const { change } = useFilters();
  const { data: projects } = useProjects();
  const { data: things = [] } = useThings("hours");
  const weekOf = (name: string) => weekText((things.find(({ key }) => key === name)?.spec.weekly ?? []) as SpanOf[], words) || words.hours.neverOpen;
  const heads: readonly Column[] = [{ label: columns.project }, { label: columns.state, className: "col-state" }, { label: words.hours.week, className: "col-verdict" }];
  if (projects?.length === 0) return <Empty>{words.hours.noProject}</Empty>;
  return (
    <RowTable columns={heads} rows={projects ?? []} idOf={({ id }) => String(id)}>
      {({ id, name, open }) => (
        <tr key={id} className="row">
          <td>
            <button type="button" className="row-button" aria-label={words.hours.openHours(name)} onClick={() => change({ project: String(id) })}>
              {name}
            </button>
          </td>
          <td className="col-state">
            <OpenMark open={open} />
          </td>
          <td className="col-verdict figures">{weekOf(name)}</td>
        </tr>
      )}
    </RowTable>
  );
}

export function OpenMark({ open }: { open: boolean }) {
  const { hours } = useSetUpWords();
  return <Mark sign={open ? [IconCircleCheck, "good"] : [IconMoon, "quiet"]} text={open ? hours.isOpen : hours.isClosed} />;
}
