import type { Filters } from "../app/filters";

/** What of the set-up is opened beside its page. */
export type Beside = "agent" | "phone" | "queue" | "trunk" | "number" | "announcement";

const BESIDE: Record<string, (filters: Filters) => Beside | null> = {
  projects: ({ open, part, make, show }) => (open !== undefined && show !== "wizard" && (part !== undefined || make === "queue") ? "queue" : null),
  phones: ({ open, part, make }) => (open === undefined && make === undefined ? null : part === "agent" || make === "agent" ? "agent" : "phone"),
  trunks: ({ open, make }) => (open !== undefined || make !== undefined ? "trunk" : null),
  numbers: ({ open, make }) => (open !== undefined || make !== undefined ? "number" : null),
  announcements: ({ open }) => (open !== undefined ? "announcement" : null),
};

export function besideSetUp(pathname: string, filters: Filters): Beside | null {
  return BESIDE[pathname.split("/")[1] ?? ""]?.(filters) ?? null;
}
