import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";

import type { Spec } from "../setup/fields";
import { get, post } from "./client";
import type { components } from "./schema";

/** How the trunks stand, and the tests behind their buttons. */

type Schemas = components["schemas"];
/** What is wrong; `sentence` is in English, `kind` and `data` are for words of our own. */
export type TrunkTrouble = Schemas["Trouble"];
export type TrunkState = Schemas["TrunkState"];
export type TrunkStates = Schemas["TrunkStates"];
export type Verdict = Schemas["Verdict"];
export type Transport = Schemas["TransportInForce"];
/** A number that begins with `begins` has `becomes` in its place. */
export type Rule = Schemas["Rewriting"];
/** What a new trunk of a known carrier begins with; `fill` are the fields that are the company's own. */
export type Preset = Omit<Schemas["Preset"], "spec"> & { spec: Spec };

export type TrunkTest = "options" | "registration" | "call";

const TRUNKS = "trunks";
const REFRESH_MS = 5_000;

/** Followed while the page is open: a trunk that was saved comes up by itself. */
export function useTrunks(enabled = true) {
  return useQuery({
    queryKey: [TRUNKS],
    queryFn: () => get<Schemas["TrunkStates"]>("/api/trunks"),
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

export function usePresets() {
  return useQuery({ queryKey: ["trunk presets"], queryFn: async () => (await get<{ presets: Preset[] }>("/api/trunks/presets")).presets, staleTime: Infinity });
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

/** How the switch speaks with carriers, since it started. */
export function useTransports(enabled: boolean) {
  return useQuery({ queryKey: [TRUNKS, "transports"], queryFn: async () => (await get<Schemas["Transports"]>("/api/trunks/transports")).transports, enabled });
}
