import { QueryClient } from "@tanstack/react-query";

import { ApiError } from "../api/client";

const TRIES = 2;

/** What the server refused will be refused again; only an unreachable server or its own failure is tried again. */
function worthRetrying(failures: number, error: Error): boolean {
  const status = error instanceof ApiError ? error.status : 500;
  return failures < TRIES && (status === 0 || status >= 500);
}

export const queryClient = new QueryClient({
  defaultOptions: { queries: { retry: worthRetrying, staleTime: 5_000, networkMode: "always" }, mutations: { networkMode: "always" } },
});
