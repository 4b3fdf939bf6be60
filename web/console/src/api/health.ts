import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { get, post, remove } from "./client";
import { queryOf } from "./queries";
import type { components } from "./schema";

/** How the installation is: the checks, worst first. */

type Schemas = components["schemas"];

export type Health = Schemas["HealthReply"];
export type Check = Schemas["CheckView"];

const KEY = ["health"] as const;
const REFRESH_MS = 30_000;

export const HEALTH_TEXT = "/api/health.txt";

export function useHealth() {
  return useQuery({ queryKey: KEY, queryFn: () => get<Health>("/api/health"), refetchInterval: REFRESH_MS });
}

/** Makes the checks now. */
export function useRunChecks() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => post<Health>("/api/health/run"),
    onSuccess: (found) => client.setQueryData(KEY, found),
  });
}

/** `hours` null: it is counted again. */
export function useSilence() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ check, hours }: { check: string; hours: number | null }) =>
      hours === null ? remove(`/api/health/silence${queryOf({ check })}`) : post("/api/health/silence", { check, hours }),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
