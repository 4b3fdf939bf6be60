import { useQuery } from "@tanstack/react-query";

import { get } from "./client";
import type { components } from "./schema";

/** What an agent's own desk shows besides the call. */

type Schemas = components["schemas"];

export const MY_CALL = "my_call";

const REFRESH_MS = 15_000;
const ENDING_MS = 1_000;

export type MyCall = Schemas["MyCall"];
export type Dialled = Schemas["Dialled"];

/** The call that I speak on or wrap up, as the server knows it; null where there is none. Asked while it may still end. */
export function useMyCall({ call_id: call, state }: { call_id: string | null; state: string }): MyCall | null {
  const serving = state === "talking" || state === "wrap_up";
  const { data } = useQuery({
    queryKey: [MY_CALL, call, state],
    queryFn: async () => (await get<Schemas["MyCallNow"]>("/api/desk/call")).call,
    enabled: serving,
    refetchInterval: ({ state: { data: told } }) => (state === "wrap_up" && told?.ended === false ? REFRESH_MS / 3 : false),
  });
  return serving && data?.id === call ? data : null;
}

/** What came of a call that I dialled; asked again until the server has written that it is over. */
export function useDialled(call: string) {
  return useQuery({
    queryKey: ["dialled", call],
    queryFn: () => get<Dialled>(`/api/desk/dialled/${encodeURIComponent(call)}`),
    refetchInterval: ({ state: { data } }) => (data?.ended ? false : ENDING_MS),
  });
}

/** The open cases that I have promised to call, or have called. Read anew whenever cases are, and with `version`: my state. */
export function useMyCases(version: string) {
  return useQuery({
    queryKey: ["cases", "mine", version],
    queryFn: async () => (await get<Schemas["MyCases"]>("/api/desk/callbacks")).cases,
    placeholderData: (previous) => previous,
    refetchInterval: REFRESH_MS,
  });
}

/** Since midnight here. `version` changes with my state, so that a call that is over counts at once. */
export function useMyDay(version: string) {
  return useQuery({
    queryKey: ["my_day", version],
    queryFn: () => get<Schemas["AgentDay"]>(`/api/desk/today?since=${encodeURIComponent(midnight())}`),
    placeholderData: (previous) => previous,
    refetchInterval: 2 * REFRESH_MS,
  });
}

function midnight(): string {
  const since = new Date();
  since.setHours(0, 0, 0, 0);
  return since.toISOString();
}
