// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, expect, test, vi } from "vitest";

import type { LiveCall, LiveConsult, Me, Recording } from "../src/api/types";
import { MeContext } from "../src/app/me";
import { Consulting } from "../src/call/Consulting";
import { SecondFactor } from "../src/pages/people/SecondFactor";
import { Marks } from "../src/panel/player/Marks";

const RECORDING = { id: "7", call_id: "1.7", project_id: 1, playable: true } as Recording;
const ME = { agent_id: 5, permissions: ["mark_recordings"], scopes: { mark_recordings: null } } as unknown as Me;
const CALL = { id: "1.7", agent_id: 5 } as LiveCall;
const CONSULT = { agent: "Olena", talking: true } as LiveConsult;

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function show(children: ReactNode) {
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={new QueryClient()}>
        <MeContext value={ME}>{children}</MeContext>
      </QueryClientProvider>
    </MantineProvider>,
  );
}

/** The service: what it answers by path. Returns the paths that were posted to. */
function answers(found: Record<string, unknown>): string[] {
  const posted: string[] = [];
  vi.stubGlobal("fetch", (path: string, { method }: RequestInit = {}) => {
    if (method === "POST") posted.push(path);
    return Promise.resolve(Response.json(found[path] ?? {}));
  });
  return posted;
}

test("whoever leaves the form of a mark is on its button again", async () => {
  answers({ "/api/recordings/7/marks": { marks: [] } });
  Object.defineProperty(document, "fonts", { value: new EventTarget(), configurable: true });
  show(<Marks recording={RECORDING} place={83} onJump={() => undefined} />);
  fireEvent.click(screen.getByRole("button", { name: /1:23/ }));
  screen.getByRole("button", { name: "Cancel" }).focus();
  fireEvent.click(screen.getByRole("button", { name: "Cancel" }));

  expect(document.activeElement).toBe(await screen.findByRole("button", { name: /1:23/ }));
});

test("recovery codes are led to, and are closed by their button alone", async () => {
  const standing = { since: "2026-11-22T10:00:00Z", codes_left: 1, required: false };
  answers({ "/api/second_factor": standing, "/api/second_factor/codes": { codes: ["ABCD"], me: null } });
  show(<SecondFactor />);
  fireEvent.click(await screen.findByRole("button", { name: "New recovery codes" }));
  fireEvent.change(await screen.findByRole("textbox"), { target: { value: "123456" } });
  fireEvent.click(screen.getByRole("button", { name: "Go on" }));
  await screen.findByText("ABCD");

  await waitFor(() => expect(document.activeElement?.className).toBe("paper-title"));
  fireEvent.keyDown(document.body, { key: "Escape" });
  expect(screen.queryByRole("button", { name: "Close" })).toBeNull();
  expect(screen.getByText("ABCD")).toBeDefined();
});

test("a key of a consultation asks once, however often the call is on the page", async () => {
  const posted = answers({});
  show([true, false].map((keys) => <Consulting key={String(keys)} call={CALL} consult={CONSULT} size="sm" keys={keys} />));
  fireEvent.keyDown(document.body, { code: "KeyH", altKey: true });

  await waitFor(() => expect(posted).toHaveLength(1));
});
