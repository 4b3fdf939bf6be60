import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import type { CaseDetail, CaseList, DryRun, Figures, RulesBody, RulesView, WordBody } from "./caseTypes";
import { get, post, put } from "./client";
import { queryOf } from "./queries";

/** Cases: what is read, and what a person wants of one. Whatever was done, they are read again. */

const PAGE_SIZE = "50";
const REFRESH_MS = 5_000;
const KEY = "cases";

export interface CaseFilters {
  group?: string | undefined;
  project?: string | undefined;
  q?: string | undefined;
  recovered_by?: string | undefined;
  close_reason?: string | undefined;
  promise?: string | undefined;
  counted?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  before?: string | undefined;
}

export function useCases(filters: CaseFilters) {
  return useQuery({
    queryKey: [KEY, "list", filters],
    queryFn: () => get<CaseList>(`/api/cases${queryOf({ ...filters, limit: PAGE_SIZE })}`),
    placeholderData: keepPreviousData,
    refetchInterval: filters.before === undefined ? REFRESH_MS : false,
  });
}

export function useCase(id: string) {
  return useQuery({
    queryKey: [KEY, "one", id],
    queryFn: () => get<CaseDetail>(`/api/cases/${encodeURIComponent(id)}`),
    refetchInterval: REFRESH_MS,
  });
}

/** The case that a call is about, or why a call that was missed has none. */
export function useCaseOfCall(call: string | undefined) {
  return useQuery({
    queryKey: [KEY, "of_call", call],
    queryFn: () => get<CaseList>(`/api/cases${queryOf({ call })}`),
    select: ({ cases, no_case }) => ({ found: cases[0] ?? null, none: no_case }),
    enabled: call !== undefined,
    refetchInterval: REFRESH_MS,
  });
}

export function useFigures(project: string | undefined, from: string, to: string) {
  return useQuery({
    queryKey: [KEY, "figures", project, from, to],
    queryFn: () => get<Figures>(`/api/callbacks/figures${queryOf({ project, from, to })}`),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

/** Something is done to one case: `verb` with its body. */
export type CaseIntent =
  | { verb: "call"; body: { agent_id?: number } }
  | { verb: "postpone"; body: { until: string } }
  | { verb: "close"; body: { note: string } }
  | { verb: "hold"; body: { why: string } }
  | { verb: "release"; body?: undefined }
  | { verb: "word"; body: WordBody };

export function useCaseIntent(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ verb, body }: CaseIntent) => post<unknown>(`/api/cases/${id}/${verb}`, body),
    onSettled: () => client.invalidateQueries({ queryKey: [KEY] }),
  });
}

// ---- rules

export function useRules(project: string | undefined) {
  return useQuery({
    queryKey: ["callback_rules", project],
    queryFn: () => get<RulesView>(`/api/callback-rules/${project ?? ""}`),
    enabled: project !== undefined,
    refetchOnWindowFocus: false,
  });
}

/** What is saved becomes what is known; after a conflict nothing is. */
export function useSaveRules(project: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (rules: RulesBody) => put<RulesView>(`/api/callback-rules/${project}`, rules),
    onSuccess: (saved) => client.setQueryData(["callback_rules", project], saved),
  });
}

export function useDryRun(project: string) {
  return useMutation({ mutationFn: (rules: RulesBody) => post<DryRun>(`/api/callback-rules/${project}/dry-run`, rules) });
}
