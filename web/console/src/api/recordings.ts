import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { get, post, remove } from "./client";
import type { Hold, Mark, MarkKind, Picture, Play } from "./types";

const path = (id: string, what: string): string => `/api/recordings/${id}/${what}`;

/** Who has heard it, and who took it away. */
export function usePlays(id: string) {
  return useQuery({
    queryKey: ["plays", id],
    queryFn: async () => (await get<{ plays: Play[] }>(path(id, "plays"))).plays,
  });
}

/** To be called when a play has been written down. */
export function useForgetPlays(id: string): () => void {
  const client = useQueryClient();
  return () => void client.invalidateQueries({ queryKey: ["plays", id] });
}

/** Drawn by the service when somebody first asks; a long recording's takes some seconds. */
export function usePicture(id: string) {
  return useQuery({
    queryKey: ["picture", id],
    queryFn: () => get<Picture>(path(id, "picture")),
    staleTime: Infinity,
  });
}

/** To be given to a player, which fetches the parts that are heard. */
export const soundOf = (id: string): string => path(id, "audio");

export const fileOf = (id: string): string => path(id, "file");

/** In the order in which they are heard. */
export function useMarks(id: string) {
  return useQuery({
    queryKey: ["marks", id],
    queryFn: async () => (await get<{ marks: Mark[] }>(path(id, "marks"))).marks,
  });
}

export interface NewMark {
  seconds: number;
  kind: MarkKind;
  text: string;
}

export function useMark(id: string) {
  return useMutation({
    mutationFn: (mark: NewMark) => post(path(id, "marks"), mark),
    onSuccess: useForget("marks", id),
  });
}

export function useUnmark(id: string) {
  return useMutation({
    mutationFn: (mark: number) => remove(path(id, `marks/${mark}`)),
    onSuccess: useForget("marks", id),
  });
}

/** Latest first; one at most is on. */
export function useHolds(id: string) {
  return useQuery({
    queryKey: ["holds", id],
    queryFn: async () => (await get<{ holds: Hold[] }>(path(id, "holds"))).holds,
  });
}

export function useHold(id: string) {
  return useMutation({
    mutationFn: (why: string) => post(path(id, "hold"), { why }),
    onSuccess: useForget("holds", id),
  });
}

export function useLift(id: string) {
  return useMutation({ mutationFn: () => remove(path(id, "hold")), onSuccess: useForget("holds", id) });
}

/** Asks again for what has changed, and for the rows that show a flag of it. */
function useForget(what: "marks" | "holds", id: string): () => void {
  const client = useQueryClient();
  const keys = [[what, id], ["recording"], ["recordings"]];
  return () => keys.forEach((queryKey) => void client.invalidateQueries({ queryKey }));
}
