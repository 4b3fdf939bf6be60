// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, expect, test, vi } from "vitest";

import { useSave } from "../src/api/setup";

const SAVED = { key: "new", version: "2", secret: null };
const RENAMED = { key: "old", version: "1", spec: { name: "new" }, secret: null };

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test("where a save leads is gone to, though the list that has the new name takes the form away before", async () => {
  const client = new QueryClient();
  let listed = (): void => undefined;
  vi.spyOn(client, "invalidateQueries").mockReturnValue(new Promise<void>((resolve) => (listed = resolve)));
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json(SAVED)));
  const done = vi.fn();
  const wrapper = ({ children }: { children: ReactNode }) => <QueryClientProvider client={client}>{children}</QueryClientProvider>;
  const { result, unmount } = renderHook(() => useSave("trunks", done), { wrapper });
  act(() => result.current.mutate(RENAMED));
  await waitFor(() => expect(client.invalidateQueries).toHaveBeenCalled());
  unmount();
  listed();

  await waitFor(() => expect(done).toHaveBeenCalledWith(SAVED));
});
