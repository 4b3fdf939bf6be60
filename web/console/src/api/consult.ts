import { useMutation } from "@tanstack/react-query";

import { post, remove } from "./client";
import type { ConsultPartner, ConsultTarget } from "./types";

const path = (id: string): string => `/api/calls/${encodeURIComponent(id)}/consult`;

/** The customer on hold, and somebody asked. What comes of it is seen on the call. */
export function useConsult(id: string) {
  return useMutation({ mutationFn: (target: ConsultTarget) => post(path(id), target) });
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
