import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { get, post } from "./client";
import type { components } from "./schema";

/** What people wrote on calls: added, never changed. */

type Schemas = components["schemas"];

export type CallNote = Schemas["CallNote"];

const KEY = "notes";
const REFRESH_MS = 5_000;
const path = (call: string): string => `/api/calls/${encodeURIComponent(call)}/notes`;

/** For those who work the call; `live`: it goes on, and others may write too. */
export function useNotes(call: string, live: boolean) {
  return useQuery({
    queryKey: [KEY, "call", call],
    queryFn: async () => (await get<Schemas["CallNotes"]>(path(call))).notes,
    refetchInterval: live ? REFRESH_MS : false,
  });
}

export function useNotesOfCase(id: string) {
  return useQuery({
    queryKey: [KEY, "case", id],
    queryFn: async () => (await get<Schemas["CallNotes"]>(`/api/cases/${encodeURIComponent(id)}/notes`)).notes,
    refetchInterval: REFRESH_MS,
  });
}

/** Whatever shows notes reads them again: lists, timelines, cases. */
export function useAddNote(call: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (text: string) => post(path(call), { text }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [KEY] });
      await client.invalidateQueries({ queryKey: ["call", call] });
    },
  });
}
