import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { get, put } from "./client";
import type { components } from "./schema";

const KEY = ["own_calls"];

/** For which of my projects I dial, here and on my desk phone. */
export function useOwnCalls() {
  return useQuery({ queryKey: KEY, queryFn: () => get<components["schemas"]["OwnCalls"]>("/api/own_calls") });
}

export function useDialFor() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (project: number) => put("/api/own_calls", { project_id: project }),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
