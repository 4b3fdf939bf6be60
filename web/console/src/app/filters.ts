import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

import { isSearchable } from "../shared/format";

/** Everything that narrows or opens what is on screen lives in the address. */
const KEYS = [
  "project",
  "q",
  "name",
  "call",
  "t",
  "case",
  "contact",
  "thread",
  "person",
  "group",
  "show",
  "recovered_by",
  "close_reason",
  "promise",
  "counted",
  "since",
  "till",
  "days",
  "outcome",
  "reason",
  "direction",
  "agent",
  "queue",
  "trunk",
  "status",
  "flag",
  "before",
  "from",
  "token",
  "who",
  "action",
  "what",
  "open",
  "part",
  "make",
] as const;

export type Filters = Partial<Record<(typeof KEYS)[number], string>>;

/** Closes whatever is open beside the page. */
export const NOTHING_OPEN = {
  call: undefined,
  t: undefined,
  case: undefined,
  contact: undefined,
  thread: undefined,
  person: undefined,
  open: undefined,
  part: undefined,
  make: undefined,
};

/** What follows along when another page is opened. */
export function carried({ project, q }: Filters): Filters {
  return withoutEmpty({ project, q });
}

export function parseFilters(query: string): Filters {
  const params = new URLSearchParams(query);
  return pickFilters(Object.fromEntries(params));
}

export function formatFilters(filters: Record<string, unknown>): string {
  const params = new URLSearchParams(Object.entries(pickFilters(filters)));
  const query = params.toString();
  return query === "" ? "" : `?${query}`;
}

/** Only known keys with something in them; a number that looks like one stays text, a search without a digit is none. */
export function pickFilters(values: Record<string, unknown>): Filters {
  const picked = withoutEmpty(Object.fromEntries(KEYS.map((key) => [key, values[key]])));
  return isSearchable(picked.q ?? "") ? picked : withoutEmpty({ ...picked, q: undefined });
}

function withoutEmpty(values: Record<string, unknown>): Filters {
  const kept = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return Object.fromEntries(kept.map(([key, value]) => [key, String(value)]));
}

export type FilterPatch = { [Key in keyof Filters]?: string | undefined };

/** A place in a recording is one of the call that is open: with another call it goes. */
export function patched(now: Filters, patch: FilterPatch): Filters {
  return withoutEmpty({ ...now, ...("call" in patch && { t: undefined }), ...patch });
}

export interface FilterControl {
  filters: Filters;
  /** Sets some filters and leaves the others; an empty text or undefined takes one away. */
  change: (patch: FilterPatch, options?: { replace?: boolean }) => void;
}

export function useFilters(): FilterControl {
  const filters = useSearch({ strict: false }) as Filters;
  const navigate = useNavigate();
  const change = useCallback<FilterControl["change"]>(
    (patch, options) =>
      void navigate({
        to: ".",
        search: (now: Filters) => patched(now, patch),
        replace: options?.replace ?? false,
        resetScroll: false,
      }),
    [navigate],
  );
  return { filters, change };
}
