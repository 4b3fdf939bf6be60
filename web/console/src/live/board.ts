import type {
  Alarm,
  Board,
  Change,
  Due,
  LiveAgent,
  LiveBroadcast,
  LiveCall,
  LiveHelp,
  LiveMessage,
  LiveOutage,
  LiveQueue,
  LiveTrunk,
} from "../api/types";

/** The floor as the server last told it. Rows are never edited in place: an untouched row stays the same object,
 * so that only what changed is drawn again. */
export interface Floor {
  seq: number;
  /** Server clock minus this browser's clock, in milliseconds. */
  clockAhead: number;
  demo: boolean;
  calls: ReadonlyMap<string, LiveCall>;
  agents: ReadonlyMap<string, LiveAgent>;
  queues: ReadonlyMap<string, LiveQueue>;
  alarms: ReadonlyMap<string, Alarm>;
  due: ReadonlyMap<string, Due>;
  trunks: ReadonlyMap<string, LiveTrunk>;
  outages: ReadonlyMap<string, LiveOutage>;
  broadcasts: ReadonlyMap<string, LiveBroadcast>;
  helps: ReadonlyMap<string, LiveHelp>;
}

export type Applied = { kind: "floor"; floor: Floor } | { kind: "gap" } | { kind: "old" };

export const EMPTY_FLOOR: Floor = {
  seq: -1,
  clockAhead: 0,
  demo: false,
  calls: new Map(),
  agents: new Map(),
  queues: new Map(),
  alarms: new Map(),
  due: new Map(),
  trunks: new Map(),
  outages: new Map(),
  broadcasts: new Map(),
  helps: new Map(),
};

/** A snapshot always holds; a delta only if it is the next one. `now` is this browser's clock, in milliseconds. */
export function apply(floor: Floor, message: LiveMessage, now: number): Applied {
  if (message.type === "snapshot") return { kind: "floor", floor: fromBoard(message.board, message.seq, now) };
  if (floor.seq < 0 || message.seq > floor.seq + 1) return { kind: "gap" };
  if (message.seq <= floor.seq) return { kind: "old" };
  return { kind: "floor", floor: message.changes.reduce(withChange, { ...floor, seq: message.seq }) };
}

function fromBoard(board: Board, seq: number, now: number): Floor {
  return {
    seq,
    clockAhead: Date.parse(board.now) - now,
    demo: board.demo,
    calls: byId(board.calls),
    agents: byId(board.agents),
    queues: byId(board.queues),
    alarms: byId(board.alarms),
    due: byId(board.due),
    trunks: byId(board.trunks),
    outages: byId(board.outages),
    broadcasts: byId(board.broadcasts),
    helps: byId(board.helps),
  };
}

function byId<Row extends { id: string | number }>(rows: Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [String(row.id), row]));
}

function withChange(floor: Floor, change: Change): Floor {
  switch (change.kind) {
    case "call":
      return { ...floor, calls: withRow(floor.calls, change.id, change.value) };
    case "agent":
      return { ...floor, agents: withRow(floor.agents, change.id, change.value) };
    case "queue":
      return { ...floor, queues: withRow(floor.queues, change.id, change.value) };
    case "alarm":
      return { ...floor, alarms: withRow(floor.alarms, change.id, change.value) };
    case "due":
      return { ...floor, due: withRow(floor.due, change.id, change.value) };
    case "trunk":
      return { ...floor, trunks: withRow(floor.trunks, change.id, change.value) };
    case "outage":
      return { ...floor, outages: withRow(floor.outages, change.id, change.value) };
    case "broadcast":
      return { ...floor, broadcasts: withRow(floor.broadcasts, change.id, change.value) };
    case "help":
      return { ...floor, helps: withRow(floor.helps, change.id, change.value) };
    default:
      return floor; // a kind this console does not know yet
  }
}

function withRow<Row>(rows: ReadonlyMap<string, Row>, id: string, value: Row | null): ReadonlyMap<string, Row> {
  const next = new Map(rows);
  if (value === null) next.delete(String(id));
  else next.set(String(id), value);
  return next;
}
