import { useMutation } from "@tanstack/react-query";

import { post, remove } from "./client";
import type { ConsultTarget } from "./types";

const path = (id: string): string => `/api/calls/${encodeURIComponent(id)}/consult`;

/** The customer on hold, and somebody asked. What comes of it is seen on the call. */
export function useConsult(id: string) {
  return useMutation({ mutationFn: (target: ConsultTarget) => post(path(id), target) });
}

export type ConsultStep = "complete" | "back";

/** The customer to whoever is asked, or the agent back to the customer. */
export function useConsultStep(id: string) {
  return useMutation({
    mutationFn: (step: ConsultStep) => (step === "complete" ? post(`${path(id)}/complete`) : remove(path(id))),
  });
}
