import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { get, post, put, remove } from "./client";
import type { components } from "./schema";
import type { Role } from "./types";

/** The sign-in in its two steps, and second factors: one's own, other people's, and who must have one. */

type Schemas = components["schemas"];
export type SignInReply = Schemas["SignInReply"];
export type Needs = Schemas["Needs"];
export type NewFactor = Schemas["NewFactor"];
export type RecoveryCodes = Schemas["RecoveryCodes"];
export type FactorStanding = Schemas["FactorStanding"];

const MINE = "/api/second_factor";
const ROLES = `${MINE}/roles`;
const STEP = "/api/session/second_factor";
const KEY = ["second-factor"];
const ROLES_KEY = ["second-factor-roles"];

export const signIn = (asked: { name: string; password: string }) => post<SignInReply>("/api/session", asked);
export const giveCode = (code: string) => post<SignInReply>("/api/session/code", { code });
export const beginAtSignIn = () => post<NewFactor>(STEP);
export const confirmAtSignIn = (code: string) => post<RecoveryCodes>(`${STEP}/confirm`, { code });

export function useFactor() {
  return useQuery({ queryKey: KEY, queryFn: () => get<FactorStanding>(MINE) });
}

function useChanging<Asked, Answer>(mutationFn: (asked: Asked) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () => Promise.all([KEY, ["people"], ["sessions"]].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

/** By the password where none is on, by a code of the present one where one is. */
export function useBeginFactor() {
  return useMutation({ mutationFn: (proof: { password: string } | { code: string }) => post<NewFactor>(MINE, proof) });
}

export function useConfirmFactor() {
  return useChanging((code: string) => post<RecoveryCodes>(`${MINE}/confirm`, { code }));
}

export function useNewCodes() {
  return useChanging((code: string) => post<RecoveryCodes>(`${MINE}/codes`, { code }));
}

export function useTurnOff() {
  return useChanging((code: string) => post(`${MINE}/off`, { code }));
}

export function useResetFactor(person: number) {
  return useChanging(() => remove(`/api/users/${person}/second_factor`));
}

export function useRequiredRoles() {
  return useQuery({ queryKey: ROLES_KEY, queryFn: async () => (await get<Schemas["RequiredOf"]>(ROLES)).roles });
}

export function useRequireOf() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (roles: Role[]) => put<Schemas["RequiredOf"]>(ROLES, { roles }),
    onSuccess: ({ roles }) => client.setQueryData(ROLES_KEY, roles),
  });
}
