import { useQuery } from "@tanstack/react-query";

import { ApiError, get } from "../api/client";
import type { Me, Permission } from "../api/types";

export const SESSION_KEY = ["session"] as const;

/** Who is signed in: null when nobody is. */
export function useSession() {
  return useQuery({ queryKey: SESSION_KEY, queryFn: whoIsIt, staleTime: Infinity });
}

async function whoIsIt(): Promise<Me | null> {
  try {
    return await get<Me>("/api/session");
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

export function may(me: Me, permission: Permission): boolean {
  return me.permissions.includes(permission);
}

export type PageName = "wall" | "desk" | "calls" | "cases" | "texts" | "contacts" | "recordings" | "agents" | "callbacks";

export interface PageLink {
  name: PageName;
  to: `/${PageName}`;
}

const FLOOR: readonly PageName[] = ["wall", "calls", "cases", "texts", "contacts", "recordings", "agents", "callbacks"];
const AGENTS: readonly PageName[] = ["desk", "cases", "texts", "contacts"];

/** The pages of this person's navigation, the first being where they start. */
export function pagesFor(me: Me): PageLink[] {
  const floor = me.agent_id === null ? FLOOR : [...FLOOR, "desk" as const];
  return (me.role === "agent" ? AGENTS : floor).map((name) => ({ name, to: `/${name}` }));
}
