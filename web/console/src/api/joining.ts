import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { get, post, put, remove } from "./client";
import type { components } from "./schema";
import type { Depth, Instant } from "./types";

/** A stretch of time at one depth with one agent. `to_at` null: it goes on. */
export interface Listening {
  id: number;
  user: string;
  agent: string | null;
  depth: Depth;
  from_at: Instant;
  to_at: Instant | null;
}

const path = (call: string): string => `/api/calls/${encodeURIComponent(call)}/join`;

/** The same for who is on the call already, and wants to be on it otherwise. */
export const askToJoin = (call: string, depth: Depth): Promise<void> => post(path(call), { depth });

export const askToLeave = (call: string): Promise<void> => remove(path(call));

export type OwnLine = components["schemas"]["OwnLine"];

/** Whether the switch has put my line up, and where. */
export const myLine = (): Promise<OwnLine> => get<OwnLine>("/api/line");

/** It is my line once I pick up. */
export const ringMyPhone = (): Promise<void> => post("/api/line");

const LINE_REFRESH_MS = 3_000;

/** `followed` where it is at a phone, which may be hung up. */
export function useMyLine(followed: boolean) {
  return useQuery({ queryKey: ["my-line"], queryFn: myLine, refetchInterval: followed ? LINE_REFRESH_MS : false });
}

/** Who has listened to a call, the first first; nobody where that is not ours to know. `version` changes whenever somebody
 * came, went or changed their depth. */
export function useListenings(call: string, version: string) {
  return useQuery({
    queryKey: ["listenings", call, version],
    queryFn: async () => {
      const found = await get<{ listenings: Listening[] }>(`/api/calls/${encodeURIComponent(call)}/listenings`);
      return found.listenings.toReversed();
    },
    placeholderData: (previous) => previous,
  });
}

const settings = (project: number): string => `/api/projects/${project}/listening`;

/** Whether a project's agents are told who hears their calls. */
export function useAgentsAreTold(project: number) {
  return useQuery({
    queryKey: ["agents_are_told", project],
    queryFn: async () => (await get<{ tell_agents_heard: boolean }>(settings(project))).tell_agents_heard,
  });
}

export function useTellAgents(project: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (tell: boolean) => put(settings(project), { tell_agents_heard: tell }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["agents_are_told", project] }),
  });
}
