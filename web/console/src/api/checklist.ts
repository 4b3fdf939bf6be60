import { useQueries, useQuery } from "@tanstack/react-query";

import { get } from "./client";
import type { components } from "./schema";

/** What a project needs before it takes calls. */

export type Checklist = components["schemas"]["ChecklistReply"];
export type ChecklistItem = components["schemas"]["ChecklistItem"];

function checklistOf(project: number) {
  return { queryKey: ["checklist", project], queryFn: () => get<Checklist>(`/api/projects/${project}/checklist`) };
}

export function useChecklist(project: number | undefined) {
  return useQuery({ ...checklistOf(project ?? 0), enabled: project !== undefined });
}

/** Of several at once, in their order. */
export function useChecklists(projects: readonly number[]) {
  return useQueries({ queries: projects.map(checklistOf) });
}
