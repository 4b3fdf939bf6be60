import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { exchange, get, put, send } from "./client";
import { queryOf } from "./queries";
import type { components } from "./schema";

/** What callers hear. */

type Schemas = components["schemas"];

export type Announcements = Schemas["AnnouncementsReply"];
export type Version = Schemas["AnnouncementVersion"];
export type ProjectAnnouncements = Schemas["ProjectAnnouncements"];
export type Kind = Schemas["AnnouncementKind"];
export type Group = Schemas["AnnouncementGroup"];

const KEY = ["announcements"] as const;
/** What was planned comes into force by itself. */
const REFRESH_MS = 30_000;

export const LARGEST_FILE = 50_000_000;

/** What there are versions of. `project` null: everybody's. */
export interface Slot {
  project: number | null;
  kind: Kind;
  language: string;
  name: string;
}

export interface NewVersion {
  slot: Slot;
  file: Blob;
  original: string;
  /** Null: at once. */
  from: string | null;
}

export interface Placing {
  id: number;
  withdrawn: boolean;
  in_force_from: string | null;
}

export function useAnnouncements() {
  return useQuery({ queryKey: KEY, queryFn: () => get<Announcements>("/api/announcements"), refetchInterval: REFRESH_MS });
}

export const audioOf = (id: number): string => `/api/announcements/${id}/audio`;

export function useUpload() {
  return useChange(({ slot, file, original, from }: NewVersion) => {
    const query = { name: slot.name, original, in_force_from: from ?? undefined };
    return send<Version>(`${pathOf(slot)}${queryOf(query)}`, file);
  });
}

/** What a caller would hear of a file, which is not kept. */
export function usePreview() {
  return useMutation({ mutationFn: ({ slot, file }: Pick<NewVersion, "slot" | "file">) => exchange(`${pathOf(slot)}/preview`, file) });
}

export function usePlace() {
  return useChange(({ id, ...body }: Placing) => put<Version>(`/api/announcements/${id}`, body));
}

function pathOf({ project, kind, language }: Slot): string {
  return `/api/announcements/${project ?? "all"}/${kind}/${encodeURIComponent(language)}`;
}

function useChange<Wanted, Reply>(mutationFn: (wanted: Wanted) => Promise<Reply>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSettled: () => client.invalidateQueries({ queryKey: KEY }) });
}
