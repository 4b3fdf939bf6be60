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

export type PageName = "wall" | "desk" | "calls" | "recordings" | "agents";

export interface PageLink {
  name: PageName;
  to: "/wall" | "/desk" | "/calls" | "/recordings" | "/agents";
}

/** The pages of this person's navigation, the first being where they start. */
export function pagesFor(me: Me): PageLink[] {
  const desk: PageLink = { name: "desk", to: "/desk" };
  if (me.role === "agent") return [desk];
  const floor: PageLink[] = [
    { name: "wall", to: "/wall" },
    { name: "calls", to: "/calls" },
    { name: "recordings", to: "/recordings" },
    { name: "agents", to: "/agents" },
  ];
  return me.agent_id === null ? floor : [...floor, desk];
}
