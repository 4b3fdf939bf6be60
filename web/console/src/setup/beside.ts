import type { Filters } from "../app/filters";

/** What of the set-up is opened beside its page. */
export type Beside = "queue" | "trunk" | "number" | "announcement";

const BESIDE: Record<string, (filters: Filters) => Beside | null> = {
  projects: ({ open, part, make, show }) => (open !== undefined && show !== "wizard" && (part !== undefined || make === "queue") ? "queue" : null),
  trunks: ({ open, make }) => (open !== undefined || make !== undefined ? "trunk" : null),
  numbers: ({ open, make }) => (open !== undefined || make !== undefined ? "number" : null),
  announcements: ({ open }) => (open !== undefined ? "announcement" : null),
};

export function besideSetUp(pathname: string, filters: Filters): Beside | null {
  return BESIDE[pathname.split("/")[1] ?? ""]?.(filters) ?? null;
}
