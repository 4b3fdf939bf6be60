// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { HeardBy, LiveCall, Me } from "../src/api/types";
import { MeContext } from "../src/app/me";
import { liveStore } from "../src/live/store";
import { JoinHost } from "../src/panel/joining/JoinHost";

const ME = { id: 7, permissions: ["listen"], scopes: { listen: null } } as unknown as Me;
const leaving = vi.fn();

beforeEach(() => {
  leaving.mockReset();
  vi.stubGlobal("fetch", (_: string, { method }: RequestInit = {}) => {
    if (method === "DELETE") leaving();
    return Promise.resolve(Response.json({}));
  });
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

/** My strip while I am on a call so deep. */
function strip(state: LiveCall["state"], mine: Partial<HeardBy>, link: "live" | "lost" = "live") {
  const call = { id: "1.7", state, customer: null, agent: "Anna", heard_by: [{ user: 7, name: "eva", waiting: false, ...mine }] } as unknown as LiveCall;
  vi.spyOn(liveStore, "floor", "get").mockReturnValue({ ...liveStore.floor, calls: new Map([[call.id, call]]) });
  vi.spyOn(liveStore, "link", "get").mockReturnValue(link === "live" ? { kind: "live" } : { kind: "lost", since: 0, retryAt: null });
  const router = createRouter({ routeTree: createRootRoute({ component: Page }), history: createMemoryHistory() });
  render(<RouterProvider router={router as never} />);
}

function Page() {
  return (
    <MantineProvider env="test">
      <MeContext value={ME}>
        <JoinHost />
      </MeContext>
    </MantineProvider>
  );
}

const press = async (name: string) => fireEvent.click(await screen.findByRole("button", { name }));

test("the strip says who hears me, and that it is not known while the connection is lost", async () => {
  strip("talking", { depth: "barge" });
  await screen.findByText("both");
  cleanup();
  strip("talking", { depth: "barge" }, "lost");

  await screen.findByText("not known, the connection is lost");
  expect(screen.queryByText("both")).toBeNull();
});

test("a customer whom I have taken over is left by the second press alone", async () => {
  strip("taken_over", { depth: "take_over" });
  await press("Leave");
  expect(leaving).not.toHaveBeenCalled();
  await press("Press again: leave the customer");

  expect(leaving).toHaveBeenCalledOnce();
});

test("whoever only listens leaves at once", async () => {
  strip("talking", { depth: "listen" });
  await press("Leave");

  expect(leaving).toHaveBeenCalledOnce();
});
