import { useMutation, useQuery } from "@tanstack/react-query";

import { get, post, remove } from "./client";
import type { components } from "./schema";

/** `to_phone` is the phone of somebody who is no agent; `to_number` may be an extension. */
export type ConsultTarget = { to_agent: number } | { to_number: string } | { to_phone: string };
export type TransferTarget = ConsultTarget | { to_queue: string };
/** With whom the agent speaks while somebody is asked. */
export type ConsultPartner = components["schemas"]["Partner"];

const path = (id: string): string => `/api/calls/${encodeURIComponent(id)}/consult`;

/** The customer on hold, and somebody asked. What comes of it is seen on the call. */
export function useConsult(id: string) {
  return useMutation({ mutationFn: (target: ConsultTarget) => post(path(id), target) });
}

export type Colleague = components["schemas"]["Colleague"];

const REFRESH_MS = 5_000;

/** Who is no agent and is reached at a phone of their own, as it is while one of them is being chosen. */
export function useColleagues() {
  const queryFn = async () => (await get<components["schemas"]["ColleagueList"]>("/api/colleagues")).colleagues;
  return useQuery({ queryKey: ["colleagues"], queryFn, refetchInterval: REFRESH_MS });
}

export type ConsultStep = "complete" | "back" | ConsultPartner;

/** The customer to whoever is asked, the agent back to the customer for good, or to one of the two while the other waits. */
export function useConsultStep(id: string) {
  return useMutation({ mutationFn: (step: ConsultStep) => taken(path(id), step) });
}

function taken(consult: string, step: ConsultStep): Promise<void> {
  switch (step) {
    case "complete":
      return post(`${consult}/complete`);
    case "back":
      return remove(consult);
    case "customer":
    case "asked":
      return post(`${consult}/alternate`, { speak_with: step });
  }
}
