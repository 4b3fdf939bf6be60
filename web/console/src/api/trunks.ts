import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";

import type { Spec } from "../setup/fields";
import { get, post } from "./client";

/** How the trunks stand, and the tests behind their buttons. */

/** What is wrong; `sentence` is in English, `kind` and `data` are for words of our own. */
export interface TrunkTrouble {
  kind: string;
  sentence: string;
  data?: Record<string, string>;
}

export interface TrunkState {
  name: string;
  /** The one that the settings name: it is changed there. */
  from_settings: boolean;
  standing: "in_force" | "off" | "pending" | "refused";
  up: boolean | null;
  since: string | null;
  why: TrunkTrouble | null;
  registration: { registered: boolean; since: string; why: TrunkTrouble | null } | null;
  reach: { up: boolean | null; since: string; round_trip_ms: number | null; why: TrunkTrouble | null } | null;
  calls: number | null;
  channels: number | null;
  failures: { cause: string; calls: number }[];
}

export interface Verdict {
  ok: boolean;
  said: TrunkTrouble;
  round_trip_ms: number | null;
  delay_ms: number | null;
  loss_percent: number | null;
}

export type TrunkTest = "options" | "registration" | "call";

const TRUNKS = "trunks";
const REFRESH_MS = 5_000;

/** Followed while the page is open: a trunk that was saved comes up by itself. */
export function useTrunks(enabled = true) {
  return useQuery({
    queryKey: [TRUNKS],
    queryFn: async () => (await get<{ trunks: TrunkState[] }>("/api/trunks")).trunks,
    refetchInterval: REFRESH_MS,
    enabled,
  });
}

export function useTrunkTest(name: string) {
  return useMutation({
    mutationFn: ({ test, number }: { test: TrunkTest; number?: string }) =>
      post<Verdict>(`/api/trunks/${encodeURIComponent(name)}/test/${test}`, number === undefined ? {} : { number }),
  });
}

/** What a new trunk of a known carrier begins with; `fill` are the fields that are the company's own. */
export interface Preset {
  id: string;
  label: string;
  spec: Spec;
  fill: readonly string[];
  note: string;
}

export function usePresets() {
  return useQuery({ queryKey: ["trunk presets"], queryFn: async () => (await get<{ presets: Preset[] }>("/api/trunks/presets")).presets, staleTime: Infinity });
}

/** A number that begins with `begins` has `becomes` in its place. */
export interface Rule {
  begins: string;
  becomes: string;
}

/** What rules make of a number, before they are saved. */
export function useRewritten(rules: readonly Rule[], number: string) {
  return useQuery({
    queryKey: ["rewriting", rules, number],
    queryFn: async () => (await post<{ number: string }>("/api/trunks/rewriting", { rules, number })).number,
    enabled: number !== "",
    placeholderData: keepPreviousData,
    retry: false,
  });
}
