// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";

import type { Me, Recording } from "../src/api/types";
import { MeContext } from "../src/app/me";
import { TakeAway } from "../src/panel/player/TakeAway";

const RECORDING = { id: "7", call_id: "1.7", project_id: 1, sha256: null } as Recording;
const QUALITY = { permissions: ["download_recordings"], scopes: { download_recordings: null } } as unknown as Me;

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function at(place: number, client = new QueryClient()) {
  return (
    <MantineProvider>
      <QueryClientProvider client={client}>
        <MeContext value={QUALITY}>
          <TakeAway recording={RECORDING} place={place} />
        </MeContext>
      </QueryClientProvider>
    </MantineProvider>
  );
}

test("a link to be copied by hand stays as it was at the click while the sound goes on", async () => {
  vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("This page did not come by https."));
  const { rerender } = render(at(83));
  fireEvent.click(screen.getByRole("button", { name: "Copy the link to 1:23" }));
  const link = await screen.findByLabelText("The link to 1:23");
  rerender(at(95.5));

  expect(link).toHaveProperty("value", expect.stringMatching(/t=83$/));
  expect(screen.getByRole("button", { name: "Copy the link to 1:35" })).toBeDefined();
});

test("what was copied is said with its second", async () => {
  vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
  const { rerender } = render(at(83));
  fireEvent.click(screen.getByRole("button"));
  await screen.findByText(/The link to 1:23 is copied/);
  rerender(at(95.5));

  expect(screen.getByRole("status").textContent).toContain("1:23");
});

test("the row of a download is looked for until it must have been written", () => {
  vi.useFakeTimers();
  const client = new QueryClient();
  const looked = vi.spyOn(client, "invalidateQueries");
  render(at(0, client));
  fireEvent.click(screen.getByRole("link", { name: "Download" }));
  const looks = [1, 5, 20].map((seconds) => {
    vi.advanceTimersByTime(1000 * seconds);
    return looked.mock.calls.length;
  });

  expect(looks).toEqual([1, 3, 5]);
});
