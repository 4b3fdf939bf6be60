// @vitest-environment happy-dom
import { expect, test, vi } from "vitest";

import { ApiError } from "../src/api/client";
import type { Depth } from "../src/api/types";
import { Hindered, Joiner, joiner as own, type Way } from "../src/panel/joining/joiner";
import { listenAt } from "../src/panel/joining/place";

/** What the joiner did outside, in order; `refuses` is what the service answers. */
function joining(refuses?: Error, changed: Partial<Way> = {}) {
  const done: string[] = [];
  const does = (what: string) => () => Promise.resolve(void done.push(what));
  const answer = (call: string, depth: Depth) => {
    done.push(`ask ${call} ${depth}`);
    return refuses === undefined ? Promise.resolve() : Promise.reject(refuses);
  };
  const way: Way = { bringLineUp: () => Promise.resolve(), openMicrophone: does("open"), closeMicrophone: does("close"), ask: answer, leave: does("leave"), ...changed };
  return { joiner: new Joiner(way), done };
}

const refused = (status: number) => new ApiError(status, "Not now.");

test("who is to be heard opens the microphone first, who is not closes it last", async () => {
  const { joiner, done } = joining();
  await joiner.join("c1", "whisper");
  await joiner.join("c1", "listen");

  expect(done).toEqual(["open", "ask c1 whisper", "ask c1 listen", "close"]);
});

test("a refusal leaves the microphone of who is heard as it was, and is said", async () => {
  const { joiner, done } = joining(refused(409));
  await joiner.join("c1", "listen");

  expect(done).toEqual(["ask c1 listen"]);
  expect(joiner.state).toMatchObject({ troubled: "c1", error: refused(409), asking: null });
});

test("the next call of who is followed is tried once, and followed on where it was refused for now", async () => {
  const { joiner, done } = joining(refused(409));
  joiner.follow(5);
  await joiner.followTo("c1");
  await joiner.followTo("c1");
  await joiner.followTo("c2");

  expect(done).toEqual(["ask c1 listen", "ask c2 listen"]);
  expect(joiner.state).toMatchObject({ follows: 5, troubled: "c2" });
});

test("following ends where it is refused for good, and the refusal stays to be read", async () => {
  const { joiner } = joining(refused(403));
  joiner.follow(5);
  await joiner.followTo("c1");

  expect(joiner.state).toMatchObject({ follows: null, troubled: "c1", error: refused(403) });
});

test("a page that cannot hear calls at all follows nobody", async () => {
  const { joiner } = joining(undefined, { bringLineUp: vi.fn().mockRejectedValue(new Hindered("no_webrtc")) });
  joiner.follow(5);
  await joiner.followTo("c1");

  expect(joiner.state.follows).toBeNull();
});

test("who does not pick up the phone at which they listen is told as soon as it has stopped ringing", async () => {
  const line = { up: false, at_phone: false, phone: "desk-7", ringing: false };
  const asked: string[] = [];
  vi.stubGlobal("fetch", (url: string, { method = "GET" }: RequestInit = {}) => {
    asked.push(`${method} ${url}`);
    return Promise.resolve(method === "GET" ? Response.json(line) : new Response(null, { status: 202 }));
  });
  listenAt("phone");
  await own.join("c1", "listen");

  expect(asked).toEqual(["GET /api/line", "POST /api/line", "GET /api/line"]);
  expect(own.state).toMatchObject({ troubled: "c1", error: new Hindered("not_picked_up") });
});
