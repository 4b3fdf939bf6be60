import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { get, post, put } from "./client";
import type { components } from "./schema";
import { type Saved, useSetUpIntent } from "./setup";

/** Phones that register, agents who sign in at them, and their PINs. */

const PHONES = "phones";
const REFRESH_MS = 5_000;

type Schemas = components["schemas"];
export type AgentPhone = Schemas["AgentPhone"];
export type PhoneList = Schemas["PhoneList"];
export type PhoneRow = Schemas["PhoneRow"];
export type PhoneSettings = Schemas["PhoneSettings"];
export type PhoneWay = Schemas["PhoneWay"];

/** Followed while the page is open: a phone that was set up comes up by itself. */
export function usePhones(enabled = true) {
  return useQuery({ queryKey: [PHONES], queryFn: () => get<PhoneList>("/api/phones"), refetchInterval: REFRESH_MS, enabled });
}

/** What is to be typed into it; with the password filled in while that is known. Nothing of it is kept. */
export function usePhoneSettings(name: string, password: string | null) {
  return useQuery({
    queryKey: ["phone-settings", name, password],
    queryFn: () => post<PhoneSettings>(`/api/phones/${encodeURIComponent(name)}/settings`, { password }),
    gcTime: 0,
    staleTime: Infinity,
  });
}

export function useEchoTest(name: string) {
  return useMutation({ mutationFn: () => post<null>(`/api/phones/${encodeURIComponent(name)}/echo`) });
}

export function useNewPassword() {
  return useSetUpIntent((key: string) => post<Saved>("/api/setup/phones/secret", { key }));
}

export function useNewPin() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (agent: number) => post<{ pin: string }>(`/api/agents/${agent}/pin`),
    onSuccess: () => client.invalidateQueries({ queryKey: [PHONES] }),
  });
}

export function useOwnPin() {
  return useMutation({ mutationFn: (pin: string) => put<null>("/api/pin", { pin }) });
}
