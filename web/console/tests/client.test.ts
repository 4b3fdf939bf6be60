import { afterEach, expect, test, vi } from "vitest";

import { ApiError, get, onSignedOut, post } from "../src/api/client";
import { en } from "../src/messages/en";
import { sentenceOf } from "../src/shared/Trouble";

afterEach(() => vi.unstubAllGlobals());

function answering(body: string, status: number): { asked: RequestInit[] } {
  const asked: RequestInit[] = [];
  vi.stubGlobal("fetch", (_: string, init: RequestInit) => {
    asked.push(init);
    return Promise.resolve(new Response(body === "" ? null : body, { status }));
  });
  return { asked };
}

const failure = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => null, (error: unknown) => error);

test("a change says that it comes from this console", async () => {
  const { asked } = answering("", 204);
  await post("/api/calls/1/hold");

  expect(asked[0]?.headers).toMatchObject({ "X-Ringback": "1" });
});

test("a refusal becomes its one sentence and its field", async () => {
  answering(JSON.stringify({ title: "Bad input", detail: "“5” is no number.", field: "number", status: 422 }), 422);
  const error = (await failure(post("/api/calls", { number: "5" }))) as ApiError;

  expect([error.status, error.sentence, error.field]).toEqual([422, "“5” is no number.", "number"]);
});

test("a proxy's page and a server that is away have sentences of our own", async () => {
  answering("<html>", 502);
  expect(sentenceOf(await failure(get("/api/projects")), en)).toBe(en.errors.status(502));
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));

  expect(sentenceOf(await failure(get("/api/projects")), en)).toBe(en.errors.unreachable);
});

test("an ended session is told to who listens, but not when it is what was asked", async () => {
  let told = 0;
  const leave = onSignedOut(() => told++);
  answering("{}", 401);
  await failure(get("/api/session"));
  await failure(get("/api/projects"));
  leave();

  expect(told).toBe(1);
});
