import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { get, post } from "./client";
import { queryOf } from "./queries";
import type { components } from "./schema";
import { type Saved, useSetUpIntent } from "./setup";

/** Whether a project is open: now, or at a moment. */

/** `clock` is what the wall shows then in the zone, `2026-12-24T18:00`; `until` null: nothing changes for weeks. */
export type Opening = components["schemas"]["Opening"];

const REFRESH_MS = 30_000;

/** Of now where no moment is given; `at` is an instant. */
export function useOpening(project: string | undefined, at?: string | undefined) {
  return useQuery({
    queryKey: ["hours", project, at ?? "now"],
    queryFn: () => get<Opening>(`/api/setup/hours/at${queryOf({ key: project, at })}`),
    enabled: project !== undefined,
    refetchInterval: at === undefined ? REFRESH_MS : false,
    placeholderData: keepPreviousData,
  });
}

/** Closed for the rest of the project's date, or not any more. */
export function useCloseToday(project: string) {
  return useSetUpIntent((closed: boolean) => post<Saved>("/api/setup/hours/today", { key: project, closed }));
}
