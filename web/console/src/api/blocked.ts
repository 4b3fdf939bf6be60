import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { get, post, remove } from "./client";
import { queryOf } from "./queries";
import type { components } from "./schema";

/** Callers who are turned away. */

type Schemas = components["schemas"];

export type Blocked = Schemas["BlockedView"];
export type BlockBody = Schemas["BlockBody"];

const KEY = "blocked";
const PAGE_SIZE = "50";

export interface BlockedFilters {
  project?: string | undefined;
  q?: string | undefined;
  before?: string | undefined;
}

export function useBlocked(filters: BlockedFilters, enabled = true) {
  return useQuery({
    queryKey: [KEY, filters],
    queryFn: () => get<Schemas["BlockedPage"]>(`/api/blocked-callers${queryOf({ ...filters, limit: PAGE_SIZE })}`),
    placeholderData: keepPreviousData,
    enabled,
  });
}

/** The entries that turn this number away now, of any project that one runs; null until they are known. */
export function useBlockedEntries(number: string | null, enabled: boolean): readonly Blocked[] | null {
  const found = useBlocked({ q: number ?? undefined }, enabled && number !== null);
  if (found.data === undefined) return null;
  return found.data.callers.filter((each) => each.number === number && !each.over);
}

export function useBlock() {
  return useBlockIntent((body: BlockBody) => post<Blocked>("/api/blocked-callers", body));
}

export function useUnblock() {
  return useBlockIntent((id: number) => remove(`/api/blocked-callers/${id}`));
}

/** Whoever is blocked has no open case any more. */
function useBlockIntent<Body, Reply>(mutationFn: (body: Body) => Promise<Reply>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: [KEY] });
      await client.invalidateQueries({ queryKey: ["cases"] });
    },
  });
}
