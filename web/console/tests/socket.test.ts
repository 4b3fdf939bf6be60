// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { waitBefore } from "../src/live/backoff";
import { LiveSocket } from "../src/live/socket";
import { LiveStore } from "../src/live/store";

/** The browser's end of a websocket, played by the test. */
class WireEnd {
  static readonly OPEN = 1;
  static readonly opened: WireEnd[] = [];
  readyState = WireEnd.OPEN;
  readonly sent: string[] = [];
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor(readonly address: string) {
    WireEnd.opened.push(this);
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(code = 1006): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }

  hear(message: unknown): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

const SNAPSHOT = {
  type: "snapshot",
  seq: 1,
  board: { now: "2026-11-22T10:00:00Z", calls: [], agents: [], queues: [], alarms: [], due: [], demo: true, trunks: [], outages: [], broadcasts: [], helps: [] },
};

let store: LiveStore;
let socket: LiveSocket;
let refusals: number;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", WireEnd);
  WireEnd.opened.length = 0;
  refusals = 0;
  store = new LiveStore();
  socket = new LiveSocket(store, () => refusals++);
  socket.start();
});

afterEach(() => {
  socket.stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const latest = (): WireEnd => WireEnd.opened.at(-1) as WireEnd;

test("a gap asks for a snapshot, once for many deltas", () => {
  latest().hear(SNAPSHOT);
  vi.advanceTimersByTime(2_000);
  latest().hear({ type: "delta", seq: 3, changes: [] });
  latest().hear({ type: "delta", seq: 4, changes: [] });

  expect(latest().sent).toEqual([JSON.stringify({ type: "snapshot" })]);
});

test("a closed link is tried again by itself and says why it may have been refused", () => {
  latest().hear(SNAPSHOT);
  latest().close();
  expect(store.link.kind).toBe("lost");
  vi.advanceTimersByTime(1_000);
  latest().hear(SNAPSHOT);

  expect(WireEnd.opened).toHaveLength(2);
  expect(refusals).toBe(1);
  expect(store.link.kind).toBe("live");
});

test("a link whose session has ended is not tried at once, but as soon as somebody signs in again", () => {
  latest().close(4401);
  vi.advanceTimersByTime(5_000);
  const tried = WireEnd.opened.length;
  socket.tryNow();

  expect([refusals, tried, WireEnd.opened.length]).toEqual([1, 1, 2]);
});

test("a link that has gone silent is asked, then given up", () => {
  latest().hear(SNAPSHOT);
  vi.advanceTimersByTime(45_000);
  expect(latest().sent.length).toBeGreaterThan(0);
  vi.advanceTimersByTime(20_000);

  expect(WireEnd.opened.length).toBeGreaterThan(1);
});

test("nothing is opened after the stop", () => {
  latest().close();
  socket.stop();
  vi.advanceTimersByTime(60_000);

  expect(WireEnd.opened).toHaveLength(1);
});

test("the wait grows to ten seconds and is spread over its upper half", () => {
  expect(waitBefore(0, 0)).toBe(250);
  expect(waitBefore(0, 0.999)).toBeLessThanOrEqual(500);
  expect(waitBefore(20, 0)).toBe(5_000);
  expect(waitBefore(20, 0.999)).toBeLessThanOrEqual(10_000);
});
