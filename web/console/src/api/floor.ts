import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { get, post, put, remove } from "./client";
import type { components } from "./schema";

/** Running the floor. What comes of it is told by the live link. */

type Schemas = components["schemas"];

export type Thresholds = Schemas["Thresholds"];
export type Prompt = Schemas["Prompt"];
export type BroadcastRow = Schemas["BroadcastRow"];

const THRESHOLDS = ["thresholds"] as const;
const BROADCASTS = ["broadcasts"] as const;

export function useAcknowledge() {
  return useMutation({ mutationFn: (id: string) => post(`/api/alarms/${encodeURIComponent(id)}/acknowledge`) });
}

export function useTrustClock() {
  return useMutation({ mutationFn: () => post("/api/callbacks/clock/acknowledge") });
}

export function useThresholds() {
  return useQuery({ queryKey: THRESHOLDS, queryFn: async () => (await get<Schemas["ThresholdsList"]>("/api/thresholds")).projects });
}

export function useSetThresholds(project: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (thresholds: Thresholds) => put(`/api/projects/${project}/thresholds`, thresholds),
    onSuccess: () => client.invalidateQueries({ queryKey: THRESHOLDS }),
  });
}

export function usePrompts(project: number | undefined) {
  return useQuery({
    queryKey: ["prompts", project],
    queryFn: async () => (await get<Schemas["PromptList"]>(`/api/projects/${String(project)}/outage_prompts`)).prompts,
    enabled: project !== undefined,
  });
}

export const promptAudio = (project: number, { language, name }: Pick<Prompt, "language" | "name">): string =>
  `/api/projects/${project}/outage_prompts/${language}/audio?${new URLSearchParams({ name }).toString()}`;

export interface OutageRequest {
  project: number;
  /** A prompt's name; empty: the usual one. */
  prompt: string;
  queue: number | null;
  minutes: number | null;
}

export function useBeginOutage() {
  return useMutation({ mutationFn: (wanted: OutageRequest) => post("/api/outages", wanted) });
}

export function useEndOutage() {
  return useMutation({ mutationFn: (id: number) => remove(`/api/outages/${id}`) });
}

export interface BroadcastRequest {
  text: string;
  project: number | null;
  minutes: number;
}

export function useBroadcast() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wanted: BroadcastRequest) => post("/api/broadcasts", wanted),
    onSuccess: () => client.invalidateQueries({ queryKey: BROADCASTS }),
  });
}

export function useBroadcasts() {
  return useQuery({
    queryKey: BROADCASTS,
    queryFn: async () => (await get<Schemas["BroadcastList"]>("/api/broadcasts")).broadcasts,
    refetchInterval: 10_000,
  });
}

export function useWithdraw() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => remove(`/api/broadcasts/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: BROADCASTS }),
  });
}

export function useRead() {
  return useMutation({ mutationFn: (id: number) => post(`/api/broadcasts/${id}/read`) });
}

const help = (call: string): string => `/api/calls/${encodeURIComponent(call)}/help`;

export function useAskHelp() {
  return useMutation({ mutationFn: (call: string) => post(help(call)) });
}

export function useNeedNoHelp() {
  return useMutation({ mutationFn: (call: string) => remove(help(call)) });
}

export function useTakeHelp() {
  return useMutation({ mutationFn: (call: string) => post(`${help(call)}/take`) });
}

export interface LoanRequest {
  project: number;
  minutes: number;
}

export function useLend(agent: number) {
  return useMutation({ mutationFn: (wanted: LoanRequest) => post(`/api/agents/${agent}/loan`, wanted) });
}

export interface MessageRequest {
  text: string;
  minutes: number;
}

export function useMessage(agent: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wanted: MessageRequest) => post(`/api/agents/${agent}/message`, wanted),
    onSuccess: () => client.invalidateQueries({ queryKey: BROADCASTS }),
  });
}

export function useAgentSkills(agent: number) {
  return useQuery({ queryKey: ["skills", agent], queryFn: () => get<Schemas["AgentSkills"]>(`/api/agents/${agent}/skills`), gcTime: 0 });
}

export function useSetSkills(agent: number) {
  return useMutation({ mutationFn: (skills: string[]) => put(`/api/agents/${agent}/skills`, { skills }) });
}

export type AgentDay = Schemas["AgentDay"];

const DAYS_EVERY_MS = 30_000;

/** What each agent has done since midnight here, by the agent's id. */
export function useAgentDays(allowed: boolean) {
  return useQuery({
    queryKey: ["agent_days"],
    queryFn: async () => {
      const since = new Date();
      since.setHours(0, 0, 0, 0);
      const { days } = await get<Schemas["AgentDays"]>(`/api/agents/today?since=${encodeURIComponent(since.toISOString())}`);
      return new Map(days.map((day) => [day.agent_id, day]));
    },
    enabled: allowed,
    refetchInterval: DAYS_EVERY_MS,
  });
}

export function useTakeBack(agent: number) {
  return useMutation({ mutationFn: () => remove(`/api/agents/${agent}/loan`) });
}
