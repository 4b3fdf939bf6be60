import { describe, expect, test } from "vitest";

import type { Board, LiveAgent, LiveCall } from "../src/api/types";
import { apply, EMPTY_FLOOR, type Floor } from "../src/live/board";
import { LiveStore } from "../src/live/store";

const NOW = Date.parse("2026-11-22T10:00:00Z");

export const call = (id: string, patch: Partial<LiveCall> = {}): LiveCall => ({
  id,
  project_id: 1,
  project: "City Clinic",
  direction: "inbound",
  state: "queued",
  since: "2026-11-22T09:59:30Z",
  arrived_at: "2026-11-22T09:59:20Z",
  customer: "+380671234567",
  dialled: "+380441234567",
  queue: "Appointments",
  agent_id: null,
  agent: null,
  recording: "off",
  answered_at: null,
  ...patch,
});

export const agent = (id: number, patch: Partial<LiveAgent> = {}): LiveAgent => ({
  languages: [],
  id,
  name: `Agent ${id}`,
  state: "available",
  reason: null,
  since: "2026-11-22T09:00:00Z",
  call_id: null,
  device: "registered",
  skills: [],
  project_ids: [1],
  projects: ["City Clinic"],
  until: null,
  next: null,
  forced_by: null,
  forced_note: "",
  home: [],
  loan_by: null,
  loan_until: null,
  ...patch,
});

const board = (patch: Partial<Board> = {}): Board => ({
  now: "2026-11-22T10:00:05Z",
  calls: [call("a"), call("b")],
  agents: [agent(1)],
  queues: [],
  alarms: [],
  due: [],
  trunks: [],
  outages: [],
  broadcasts: [],
  helps: [],
  demo: false,
  ...patch,
});

function floorOf(applied: ReturnType<typeof apply>): Floor {
  if (applied.kind !== "floor") throw new Error(`not applied: ${applied.kind}`);
  return applied.floor;
}

const started = (): Floor => floorOf(apply(EMPTY_FLOOR, { type: "snapshot", seq: 7, board: board() }, NOW));

describe("the floor", () => {
  test("a snapshot replaces everything and sets the clock by the server", () => {
    const again = floorOf(apply(started(), { type: "snapshot", seq: 3, board: board({ calls: [call("c")] }) }, NOW));

    expect([...again.calls.keys()]).toEqual(["c"]);
    expect(again.seq).toBe(3);
    expect(again.clockAhead).toBe(5_000);
  });

  test("what is due is counted anew by a delta", () => {
    const before = floorOf(
      apply(EMPTY_FLOOR, { type: "snapshot", seq: 7, board: board({ due: [{ id: "1", project_id: 1, count: 1 }] }) }, NOW),
    );
    const after = floorOf(
      apply(before, { type: "delta", seq: 8, changes: [{ kind: "due", id: "1", value: { id: "1", project_id: 1, count: 2 } }] }, NOW),
    );

    expect(before.due.get("1")?.count).toBe(1);
    expect(after.due.get("1")?.count).toBe(2);
  });

  test("a delta changes only the rows it names", () => {
    const before = started();
    const after = floorOf(
      apply(before, { type: "delta", seq: 8, changes: [{ kind: "call", id: "a", value: call("a", { state: "talking" }) }] }, NOW),
    );

    expect(after.calls.get("a")?.state).toBe("talking");
    expect(after.calls.get("b")).toBe(before.calls.get("b"));
    expect(after.agents).toBe(before.agents);
  });

  test("a row whose value is null leaves", () => {
    const after = floorOf(apply(started(), { type: "delta", seq: 8, changes: [{ kind: "call", id: "a", value: null }] }, NOW));

    expect([...after.calls.keys()]).toEqual(["b"]);
  });

  test("a delta that is not the next one is a gap, and nothing of it is taken", () => {
    expect(apply(started(), { type: "delta", seq: 9, changes: [] }, NOW).kind).toBe("gap");
  });

  test("a delta that is in the snapshot already is old news", () => {
    expect(apply(started(), { type: "delta", seq: 7, changes: [] }, NOW).kind).toBe("old");
  });

  test("a delta before any snapshot is a gap", () => {
    expect(apply(EMPTY_FLOOR, { type: "delta", seq: 0, changes: [] }, NOW).kind).toBe("gap");
  });

  test("an agent's number and the id of its change are the same row", () => {
    const changes = [{ kind: "agent" as const, id: "1", value: agent(1, { state: "break" }) }];
    const after = floorOf(apply(started(), { type: "delta", seq: 8, changes }, NOW));

    expect([...after.agents.values()].map((each) => each.state)).toEqual(["break"]);
  });
});

describe("the store", () => {
  test("a lost link keeps the floor, and since when it is stale does not move with each try", () => {
    const store = new LiveStore();
    store.receive({ type: "snapshot", seq: 1, board: board() }, NOW);
    store.lose(NOW + 1_000, NOW + 2_000);
    store.lose(NOW + 9_000, NOW + 19_000);

    expect(store.link).toEqual({ kind: "lost", since: NOW + 1_000, retryAt: NOW + 19_000 });
    expect(store.heardAt).toBe(NOW);
    expect(store.floor.calls.size).toBe(2);
  });

  test("a snapshot brings the link back to life", () => {
    const store = new LiveStore();
    store.lose(NOW, null);
    store.receive({ type: "snapshot", seq: 1, board: board() }, NOW);

    expect(store.link.kind).toBe("live");
  });

  test("who listens hears of a delta, and not of a gap", () => {
    const store = new LiveStore();
    let heard = 0;
    store.receive({ type: "snapshot", seq: 1, board: board() }, NOW);
    store.subscribe(() => heard++);
    store.receive({ type: "delta", seq: 5, changes: [] }, NOW);
    store.receive({ type: "delta", seq: 2, changes: [] }, NOW);

    expect(heard).toBe(1);
  });
});
