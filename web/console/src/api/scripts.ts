import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { get, put, remove } from "./client";
import { queryOf } from "./queries";
import type { components } from "./schema";

/** What agents read from in a call. */

type Schemas = components["schemas"];

export type Script = Schemas["Script"];

const KEY = "scripts";
const path = (project: number): string => `/api/projects/${project}/scripts`;

/** All of a project's, and which fits the number that was called. */
export function useScripts(project: number | undefined, dialled?: string) {
  return useQuery({
    queryKey: [KEY, project, dialled],
    queryFn: () => get<Schemas["Scripts"]>(`${path(project ?? 0)}${queryOf({ dialled })}`),
    enabled: project !== undefined,
    staleTime: 30_000,
  });
}

/** An empty text takes the script away. */
export function useSaveScript(project: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ language, text }: { language: string; text: string }) =>
      text === "" ? remove(`${path(project)}/${language}`) : put(`${path(project)}/${language}`, { text }),
    onSuccess: () => client.invalidateQueries({ queryKey: [KEY, project] }),
  });
}
