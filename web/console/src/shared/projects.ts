import { useProjects } from "../api/queries";
import type { Project } from "../api/types";

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
