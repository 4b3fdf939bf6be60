import { useMutation, useQueryClient } from "@tanstack/react-query";

import { post } from "./client";
import type { TransferTarget } from "./consult";
import { MY_CALL } from "./desk";
import type { AgentStateRequest } from "./types";

/** What a person wants of the server. Nothing is changed on this side: the outcome comes back over the live link. */

export type CallAction = "hold" | "resume" | "hangup" | "mute_recording" | "unmute_recording";

const call = (id: string, verb: string): string => `/api/calls/${encodeURIComponent(id)}/${verb}`;

export function useCallAction(id: string) {
  return useMutation({ mutationFn: (action: CallAction) => post(call(id, action)) });
}

export function useTransfer(id: string) {
  return useMutation({ mutationFn: (target: TransferTarget) => post(call(id, "transfer"), target) });
}

export function useDisposition(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (disposition: string) => post(call(id, "disposition"), { disposition }),
    onSuccess: () => client.invalidateQueries({ queryKey: [MY_CALL] }),
  });
}

export function useDial(agentId: number) {
  return useMutation({
    mutationFn: (number: string) => post<{ call_id: string }>("/api/calls", { number, agent_id: agentId }),
  });
}

export function useAgentState(agentId: number) {
  return useMutation({ mutationFn: (wanted: AgentStateRequest) => post(`/api/agents/${agentId}/state`, wanted) });
}

export function useWrapUp(agentId: number) {
  return useMutation({ mutationFn: (action: "extend" | "finish") => post(`/api/agents/${agentId}/wrap_up`, { action }) });
}
