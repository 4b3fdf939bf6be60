import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { get } from "./client";
import type { CallDetail, CallsPage, Project, RecordingsPage } from "./types";

const PAGE_SIZE = "50";
const REFRESH_MS = 15_000;

export interface CallFilters {
  outcome?: string | undefined;
  reason?: string | undefined;
  direction?: string | undefined;
  project?: string | undefined;
  q?: string | undefined;
  agent?: string | undefined;
  queue?: string | undefined;
  trunk?: string | undefined;
  since?: string | undefined;
  counted?: string | undefined;
  before?: string | undefined;
}

export interface RecordingFilters {
  project?: string | undefined;
  status?: string | undefined;
  flag?: string | undefined;
  q?: string | undefined;
  before?: string | undefined;
}

export function useProjects() {
  return useQuery({
    queryKey: ["projects"],
    queryFn: async () => (await get<{ projects: Project[] }>("/api/projects")).projects,
    staleTime: 60_000,
  });
}

/** A page of calls, newest first. The first page follows what happens; an older one stays as it was. */
export function useCalls(filters: CallFilters, enabled = true) {
  return useQuery({
    enabled,
    queryKey: ["calls", filters],
    queryFn: () => get<CallsPage>(`/api/calls${queryOf({ ...filters, limit: PAGE_SIZE })}`),
    placeholderData: keepPreviousData,
    refetchInterval: filters.before === undefined ? REFRESH_MS : false,
  });
}

/** `version` changes whenever the call has moved on, so that its timeline is fetched again. */
export function useCallDetail(id: string, version: string) {
  return useQuery({
    queryKey: ["call", id, version],
    queryFn: () => get<CallDetail>(`/api/calls/${encodeURIComponent(id)}`),
    placeholderData: (previous) => (previous?.id === id ? previous : undefined),
    refetchInterval: (query) => (isSettled(query.state.data) ? false : REFRESH_MS / 3),
  });
}

function isSettled(call: CallDetail | undefined): boolean {
  return call !== undefined && call.ended_at !== null && call.recording?.status !== "pending";
}

export function useRecordings(filters: RecordingFilters) {
  return useQuery({
    queryKey: ["recordings", filters],
    queryFn: () => get<RecordingsPage>(`/api/recordings${queryOf({ ...filters, limit: PAGE_SIZE })}`),
    placeholderData: keepPreviousData,
    refetchInterval: filters.before === undefined ? REFRESH_MS : false,
  });
}

/** The full row of a call's recording; null where there is none. `allowed`: to hear it. */
export function useRecording(call: CallDetail, allowed: boolean) {
  return useQuery({
    queryKey: ["recording", call.id, call.recording?.status],
    queryFn: async () => {
      const page = await get<RecordingsPage>(`/api/recordings${queryOf({ call_id: call.id })}`);
      return page.recordings[0] ?? null;
    },
    enabled: allowed && call.recording !== null,
  });
}

export function queryOf(values: Record<string, string | undefined>): string {
  const given = Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return given.length === 0 ? "" : `?${new URLSearchParams(given).toString()}`;
}
