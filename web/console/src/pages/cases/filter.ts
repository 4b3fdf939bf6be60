import { useEffect } from "react";

import type { CaseFilters } from "../../api/cases";
import { CASE_GROUPS } from "../../api/caseTypes";
import { type FilterPatch, type Filters, useFilters } from "../../app/filters";

export const DEFAULT_GROUP = "needs_person";
const GROUPS: readonly (string | undefined)[] = [...CASE_GROUPS, "due", "broken"];

/** The list that the address asks for. Behind a figure all groups count; otherwise the first tab is the one to begin with. */
export function groupOf(filters: Filters): string | undefined {
  const group = GROUPS.find((each) => each === filters.group);
  return group ?? (isBehindFigure(filters) ? undefined : DEFAULT_GROUP);
}

/** A list that there is not leaves the address. */
export function useKnownGroup(): void {
  const { filters, change } = useFilters();
  const unknown = filters.group !== undefined && !GROUPS.includes(filters.group);
  useEffect(() => {
    if (unknown) change({ group: undefined }, { replace: true });
  }, [unknown, change]);
}

export function isBehindFigure({ recovered_by, close_reason, promise, counted, since, till }: Filters): boolean {
  return [recovered_by, close_reason, promise, counted, since, till].some((each) => each !== undefined);
}

export function queryFor(filters: Filters): CaseFilters {
  const { project, recovered_by, close_reason, promise, counted, since, till, before } = filters;
  const q = filters.name ?? filters.q;
  return { group: groupOf(filters), project, q, recovered_by, close_reason, promise, counted, from: since, to: till, before };
}

/** A figure's own query, in the words of the address: nothing else may hide a row that it counts. */
export function addressOf(query: Record<string, string>): FilterPatch {
  const { from, to, ...rest } = query;
  return { ...NO_FIGURE, q: undefined, name: undefined, ...rest, since: from, till: to };
}

export const NO_FIGURE: FilterPatch = {
  recovered_by: undefined,
  close_reason: undefined,
  promise: undefined,
  counted: undefined,
  since: undefined,
  till: undefined,
  before: undefined,
  group: undefined,
};
