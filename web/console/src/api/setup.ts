import { type QueryClient, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { useMe } from "../app/me";
import { mayIn } from "../app/session";
import type { Spec } from "../setup/fields";
import { get, post, put, remove } from "./client";
import { queryOf } from "./queries";
import type { components } from "./schema";

/** What admins set up: its sections are saved, shown and undone in one way. */

export type Section = "projects" | "queues" | "hours" | "numbers" | "trunks" | "phones" | "agents" | "installation";

/** `version` is of what was read: a save names it, so that nobody overwrites what they have not seen. */
export interface Thing {
  key: string;
  version: string;
  spec: Spec;
  has_secret: boolean;
}

type Schemas = components["schemas"];
export type Change = Schemas["Change"];
export type Warned = Schemas["Warned"];
/** What a save would change, and what to mind about it; nothing is changed by asking. */
export type Difference = Pick<Schemas["DifferenceView"], "changes" | "warnings">;
/** `secret` is told once, where the service has made one. */
export type Saved = Schemas["SavedView"];
/** One save by somebody, or the undoing of one. */
export type Deed = Schemas["SetupChange"];
export type Imported = Schemas["ImportView"];

/** `version` null: it must not be there yet. `secret` null keeps what there is, empty takes it away. */
export interface Wanted {
  key: string | null;
  version: string | null;
  spec: Spec;
  secret: string | null;
}

const SETUP = "setup";

function path(section: Section): string {
  return `/api/setup/${section}`;
}

/** Of nobody's project alone: who looks at these may in all of them. */
const WIDE: readonly Section[] = ["trunks", "phones", "agents", "installation"];

export function useThings(section: Section) {
  const me = useMe();
  const enabled = !WIDE.includes(section) || mayIn(me, "see_settings", null);
  return useQuery({ queryKey: [SETUP, section], queryFn: async () => (await get<{ items: Thing[] }>(path(section))).items, enabled });
}

/** As it is now; null where it is not there. */
export async function fetchThing(section: Section, key: string): Promise<Thing | null> {
  return (await get<{ items: Thing[] }>(`${path(section)}${queryOf({ key })}`)).items[0] ?? null;
}

export function useDifference(section: Section) {
  return useMutation({ mutationFn: (wanted: Attempt) => post<Difference>(`${path(section)}/difference`, wanted) });
}

/** A spec that is null: it would be removed. */
export type Attempt = Omit<Wanted, "spec"> & { spec: Spec | null };

/** Everything that was shown of the set-up, and what is made of it, is asked for anew. */
export function refresh(client: QueryClient): Promise<unknown> {
  const stale = [SETUP, "projects", "phones", "trunks", "checklist", "hours"];
  return client.invalidateQueries({ predicate: ({ queryKey }) => stale.includes(String(queryKey[0])) });
}

export function useSetUpIntent<Asked, Answer>(mutationFn: (asked: Asked) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSuccess: () => refresh(client) });
}

/** `done` is told once the new state is here, also where the form is gone by then, as what it was about has another name. */
export function useSave(section: Section, done?: (saved: Saved) => void) {
  const client = useQueryClient();
  const told = async (saved: Saved) => {
    await refresh(client);
    done?.(saved);
  };
  return useMutation({ mutationFn: (wanted: Wanted) => put<Saved>(path(section), wanted), onSuccess: told });
}

export function useRemove(section: Section) {
  return useSetUpIntent(({ key, version }: { key: string; version: string }) => remove(`${path(section)}${queryOf({ key, version })}`));
}

export interface Which {
  section?: Section | undefined;
  key?: string | undefined;
  project?: string | undefined;
}

function changesPath(which: Which, before?: string): string {
  return `/api/setup/changes${queryOf({ ...which, before })}`;
}

/** What was changed, the latest first. */
export function useDeeds(which: Which) {
  return useInfiniteQuery({
    queryKey: [SETUP, "changes", which],
    queryFn: ({ pageParam }) => get<Schemas["SetupChanges"]>(changesPath(which, pageParam)),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ changes, more }) => (more ? String(changes.at(-1)?.id) : undefined),
  });
}

/** Who changed it last; null where nobody has. */
export async function latest(which: Which): Promise<Deed | null> {
  return (await get<Schemas["SetupChanges"]>(changesPath(which))).changes[0] ?? null;
}

export function useUndo() {
  return useSetUpIntent((id: number) => post<Saved>(`/api/setup/changes/${id}/undo`));
}

export function useCopyProject(key: string) {
  return useSetUpIntent((name: string) => post<Saved>("/api/setup/projects/copy", { key, name }));
}

export interface NumbersFile {
  text: string;
  dry_run: boolean;
  /** Of the dry run whose difference was shown. */
  version?: string;
}

/** All of the file's numbers, or none. */
export function useImportNumbers() {
  return useSetUpIntent((file: NumbersFile) => post<Imported>("/api/setup/numbers/import", file));
}
