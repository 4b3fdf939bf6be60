import type { CaseFilters } from "../../api/cases";
import type { FilterPatch, Filters } from "../../app/filters";

export const DEFAULT_GROUP = "needs_person";

/** The list that the address asks for. Behind a figure all groups count; otherwise the first tab is the one to begin with. */
export function groupOf(filters: Filters): string | undefined {
  return filters.group ?? (isBehindFigure(filters) ? undefined : DEFAULT_GROUP);
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
