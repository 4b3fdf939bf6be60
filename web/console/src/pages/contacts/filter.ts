import type { ContactFilters, ListedFilters } from "../../api/contacts";
import { type Filters, useFilters } from "../../app/filters";

/** The contacts that the address asks for, by a name or by digits; another tab's page is not theirs. */
export function peopleFilters({ project, q, name, before, show }: Filters): ContactFilters {
  return { project, q: name ?? q, before: show === undefined ? before : undefined };
}

export function listedFilters({ project, q, before }: Filters): ListedFilters {
  return { project, q, before };
}

export function usePeopleFilters(): ContactFilters {
  return peopleFilters(useFilters().filters);
}

export const NO_FILTER = { project: "", q: "", name: "", before: "" };
