import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { get, patch, post, put, remove } from "./client";
import { queryOf } from "./queries";
import type { components } from "./schema";

/** Who may come in, where they are signed in, their programs' tokens, and what they did. */

type Schemas = components["schemas"];
export type Person = Schemas["UserRow"];
export type RoleIn = Schemas["RoleIn"];
export type Invitation = Schemas["NewUser"];
export type PersonPatch = Schemas["UserPatch"];
export type Session = Schemas["SessionRow"];
export type Token = Schemas["TokenRow"];
export type NewToken = Schemas["NewToken"];
export type MadeToken = Schemas["MadeToken"];
export type Deed = Omit<Schemas["TrailRow"], "detail"> & { detail: Record<string, unknown> };

export interface TrailPage {
  rows: Deed[];
  next: number | null;
}

/** Whose sessions and tokens: a person's by id, or one's own. */
export type Whose = number | "mine";

const KEY = "people";
const SESSIONS = "sessions";
const TOKENS = "tokens";
const PAGE_SIZE = "50";

export function usePeople(enabled = true) {
  return useQuery({ queryKey: [KEY], queryFn: async () => (await get<Schemas["UserList"]>("/api/users")).users, enabled });
}

function useRefreshing<Asked, Answer>(key: string, mutationFn: (asked: Asked) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSuccess: () => client.invalidateQueries({ queryKey: [key] }) });
}

export function useInvite() {
  return useRefreshing(KEY, (invitation: Invitation) => post<Schemas["SetupLink"]>("/api/users", invitation));
}

export function useChangePerson(id: number) {
  return useRefreshing(KEY, (changed: PersonPatch) => patch<Person>(`/api/users/${id}`, changed));
}

export function useNewLink(id: number) {
  return useMutation({ mutationFn: () => post<Schemas["SetupLink"]>(`/api/users/${id}/setup_link`) });
}

function path(whose: Whose, what: string): string {
  return whose === "mine" ? `/api/${what}` : `/api/users/${whose}/${what}`;
}

export function useSessions(whose: Whose) {
  return useQuery({
    queryKey: [SESSIONS, whose],
    queryFn: async () => (await get<Schemas["SessionList"]>(path(whose, SESSIONS))).sessions,
  });
}

/** One of them by its id; without one all but that which asks. */
export function useEndSession(whose: Whose) {
  return useRefreshing(SESSIONS, (session: string | null) =>
    remove(session === null ? path(whose, SESSIONS) : `${path(whose, SESSIONS)}/${encodeURIComponent(session)}`),
  );
}

/** One's own, by the one there is; other sessions end by it. */
export function useChangePassword() {
  return useRefreshing(SESSIONS, (asked: Schemas["PasswordChange"]) => put<Schemas["Ending"]>("/api/password", asked));
}

export function useTokens(whose: Whose) {
  return useQuery({
    queryKey: [TOKENS, whose],
    queryFn: async () => (await get<Schemas["TokenList"]>(path(whose, TOKENS))).tokens,
  });
}

export function useMakeToken(whose: Whose) {
  return useRefreshing(TOKENS, (token: NewToken) => post<MadeToken>(path(whose, TOKENS), token));
}

export function useRevokeToken(whose: Whose) {
  return useRefreshing(TOKENS, (token: number) => remove(`${path(whose, TOKENS)}/${token}`));
}

export interface TrailFilters {
  who?: string | undefined;
  action?: string | undefined;
  what?: string | undefined;
  project?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  before?: string | undefined;
}

export function useTrail(filters: TrailFilters) {
  return useQuery({
    queryKey: ["trail", filters],
    queryFn: () => get<TrailPage>(`/api/trail${queryOf({ ...filters, limit: PAGE_SIZE })}`),
    placeholderData: keepPreviousData,
  });
}

/** Where the same rows are to be had as a file. */
export function trailFile({ who, action, what, project, from, to }: TrailFilters): string {
  return `/api/trail.csv${queryOf({ who, action, what, project, from, to })}`;
}
