import type { TrailFilters } from "../../api/people";
import type { FilterPatch, Filters } from "../../app/filters";

/** What is asked for by the address: its days are the viewer's, both of them whole. */
export function trailFilters({ who, action, what, project, since, till, before }: Filters): TrailFilters {
  return { who, action, what, project, from: dayStart(since, 0), to: dayStart(till, 1), before };
}

function dayStart(day: string | undefined, later: number): string | undefined {
  const [year, month, date] = (day ?? "").split("-").map(Number);
  if (year === undefined || month === undefined || date === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(day ?? "")) return undefined;
  return new Date(year, month - 1, date + later).toISOString();
}

export const NO_TRAIL_FILTER: FilterPatch = {
  who: undefined,
  action: undefined,
  what: undefined,
  project: undefined,
  since: undefined,
  till: undefined,
  before: undefined,
};
