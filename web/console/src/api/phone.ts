import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { get, post, put } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type MyPhone = Schemas["Phone"];
export type PhoneAccess = Schemas["PhoneAccess"];

const KEY = ["phone"] as const;

/** Where my calls ring. */
export function useMyPhone(wanted: boolean) {
  return useQuery({ queryKey: KEY, queryFn: () => get<MyPhone>("/api/phone"), enabled: wanted, staleTime: Infinity });
}

export function useChoosePhone() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (phone: "browser" | "desk") => put<MyPhone>("/api/phone", { phone }),
    onSuccess: (mine) => client.setQueryData(KEY, mine),
  });
}

export const openPhone = (): Promise<PhoneAccess> => post<PhoneAccess>("/api/phone");

/** The page says that it has registered; the switch's word is what counts. */
export const sayHere = (): Promise<void> => post("/api/phone/here");
