import { useState } from "react";

import { useProjects } from "../api/queries";
import type { Permission, Project } from "../api/types";
import { useFilters } from "../app/filters";
import { useMe } from "../app/me";
import { mayIn } from "../app/session";
import { useWords } from "../messages/use";

/** A row may name its project by id or by name; both find it. */
export function findProject(projects: readonly Project[], reference: string): Project | undefined {
  return projects.find((project) => String(project.id) === reference || project.name === reference);
}

export function useProject(reference: string | null | undefined): Project | undefined {
  const { data = [] } = useProjects();
  return reference === undefined || reference === null ? undefined : findProject(data, String(reference));
}

/** Decides whether a row's project passes the filter of the address. */
export function useProjectFilter(wanted: string | undefined): (reference: string | null) => boolean {
  const project = useProject(wanted);
  if (wanted === undefined) return () => true;
  return (reference) => reference === wanted || String(project?.id) === String(reference) || project?.name === reference;
}

/** The projects in which the viewer may do this. */
export function useProjectsWith(permission: Permission): readonly Project[] {
  const me = useMe();
  const { data: projects = [] } = useProjects();
  return projects.filter(({ id }) => mayIn(me, permission, id));
}

/** One of the projects in which the viewer may do this, to be chosen in a form: that of the filter, else the only one.
 * `field` is what its select needs. */
export function useChosenProject(permission: Permission) {
  const words = useWords();
  const { filters } = useFilters();
  const projects = useProjectsWith(permission);
  const [chosen, setChosen] = useState<string>();
  const only = projects.length === 1 ? String(projects[0]?.id) : "";
  const ofFilter = projects.find(({ id }) => String(id) === filters.project);
  const value = chosen ?? (ofFilter ? String(ofFilter.id) : only);
  const options = projects.map((project) => ({ value: String(project.id), label: project.name }));
  const field = {
    value,
    data: value === "" ? [{ value: "", label: words.desk.choose }, ...options] : options,
    onChange: (event: { currentTarget: { value: string } }) => setChosen(event.currentTarget.value),
  };
  return { project: projects.find((project) => String(project.id) === value), field };
}
