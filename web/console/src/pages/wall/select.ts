import type { Alarm, AlarmKind, AgentState, LiveAgent, LiveCall, LiveHelp, LiveQueue } from "../../api/types";
import type { Floor } from "../../live/board";
import { numberMatches } from "../../shared/format";

/** Which rows of the floor the filters of the address let through. */
export interface Sieve {
  project: (reference: string | null) => boolean;
  q: string | undefined;
}

const WAITING_STATES: ReadonlySet<string> = new Set(["queued", "offering", "connecting"]);

/** In a queue, for the first time or handed back to one. */
export function isWaiting(call: LiveCall): boolean {
  return WAITING_STATES.has(call.state);
}

/** From entering the queue where that is told: the state's own start moves with every offer that ends. */
export function waitsSince(call: LiveCall): string {
  return call.queued_at ?? call.arrived_at;
}

const byWait = (one: LiveCall, other: LiveCall) => Date.parse(waitsSince(one)) - Date.parse(waitsSince(other));

function passes(call: LiveCall, sieve: Sieve): boolean {
  return sieve.project(call.project) && (sieve.q === undefined || numberMatches(call.customer ?? "", sieve.q));
}

/** Who waits, longest first. */
export function waitingIds(floor: Floor, sieve: Sieve): string[] {
  const waiting = [...floor.calls.values()].filter((call) => isWaiting(call) && passes(call, sieve));
  return waiting.sort(byWait).map((call) => call.id);
}

/** Calls that do not wait in a queue, oldest first. */
export function liveIds(floor: Floor, sieve: Sieve): string[] {
  const live = [...floor.calls.values()].filter((call) => !isWaiting(call) && passes(call, sieve));
  return live.sort(byTime("arrived_at")).map((call) => call.id);
}

export function queueIds(floor: Floor, sieve: Sieve): string[] {
  const queues = [...floor.queues.values()].filter((queue) => sieve.project(queue.project));
  return queues.sort((one, other) => one.name.localeCompare(other.name)).map((queue) => String(queue.id));
}

/** What needs a look first, then who is free, then who works, then who is away. */
const AGENT_RANK: Record<AgentState, number> = {
  device_lost: 0,
  not_answering: 1,
  available: 2,
  reserved: 3,
  ringing: 3,
  talking: 4,
  wrap_up: 5,
  break: 6,
  signed_out: 7,
};

export function agentIds(floor: Floor, project: Sieve["project"]): string[] {
  return agentsOf(floor, project)
    .sort((one, other) => rankOf(one) - rankOf(other) || byTime<LiveAgent>("since")(one, other))
    .map((agent) => String(agent.id));
}

/** Those of them who are there. */
export function presentIds(floor: Floor, project: Sieve["project"]): string[] {
  return agentIds(floor, project).filter((id) => floor.agents.get(id)?.state !== "signed_out");
}

export function agentsOf(floor: Floor, project: Sieve["project"]): LiveAgent[] {
  return [...floor.agents.values()].filter((agent) => agent.projects.length === 0 || [...agent.projects, ...agent.home].some(project));
}

function rankOf(agent: LiveAgent): number {
  return AGENT_RANK[agent.state] ?? 8;
}

function byTime<Row>(field: keyof Row & string): (one: Row, other: Row) => number {
  return (one, other) => Date.parse(String(one[field])) - Date.parse(String(other[field]));
}

export interface Totals {
  waiting: number;
  live: number;
  available: number;
  signedIn: number;
}

export function totalsOf(floor: Floor, project: Sieve["project"]): Totals {
  const calls = [...floor.calls.values()].filter((call) => project(call.project));
  const waiting = calls.filter(isWaiting).length;
  return { waiting, live: calls.length, ...presenceOf(agentsOf(floor, project)) };
}

export function presenceOf(agents: readonly LiveAgent[]): { available: number; signedIn: number } {
  return {
    available: agents.filter((agent) => agent.state === "available").length,
    signedIn: agents.filter((agent) => agent.state !== "signed_out").length,
  };
}

/** How many callbacks the projects shown owe now. */
export function dueOf(floor: Floor, project: Sieve["project"]): number {
  const owed = [...floor.due.values()].filter((each) => project(String(each.project_id)));
  return owed.reduce((sum, each) => sum + each.count, 0);
}

/** Since when the longest waiting caller waits: the queues' own word, so that wall and queues never disagree. */
export function longestSince(floor: Floor, project: Sieve["project"]): string | null {
  const since = [...floor.queues.values()].filter((queue) => project(queue.project)).map((queue) => queue.longest_since);
  return since.filter((instant) => instant !== null).sort((one, other) => Date.parse(one) - Date.parse(other))[0] ?? null;
}

/** Whose call waits longest in a queue. */
export function firstWaiting(floor: Floor, queue: LiveQueue): string | null {
  const here = [...floor.calls.values()].filter((call) => isWaiting(call) && call.queue === queue.name && call.project_id === queue.project_id);
  return here.sort(byWait)[0]?.id ?? null;
}

/** Calls are not taken at all, or may be lost; callers are not served; they wait; it will cost something later. */
const ALARM_RANK: Record<AlarmKind, number> = {
  switch_not_reached: 0,
  switch_away: 0,
  trunk_down: 0,
  safety_net_refused: 0,
  calls_without_case: 0,
  nobody_available: 1,
  ring_outs: 1,
  phone_locked_out: 3,
  extension_locked_out: 3,
  disk_unusable: 1,
  disk_full: 1,
  clock_jumped: 1,
  longest_wait: 2,
  service_level: 3,
  database_away: 3,
  recordings_wait: 3,
  cases_fail: 3,
  calls_in_doubt: 3,
  twilio_away: 3,
  twilio_refuses: 3,
  twilio_suspended: 3,
};

/** What is wrong, what nobody has seen yet first, the worst first; the whole installation's whatever the filter. */
export function alarmsOf(floor: Floor, project: Sieve["project"]): Alarm[] {
  const alarms = [...floor.alarms.values()].filter(({ project_id: id }) => id === null || project(String(id)));
  const seen = ({ acknowledged_by: by }: Alarm) => Number(by !== null);
  const rank = ({ kind }: Alarm) => ALARM_RANK[kind] ?? 0;
  return alarms.sort((one, other) => seen(one) - seen(other) || rank(one) - rank(other) || byTime<Alarm>("since")(one, other));
}

/** Who asks for help, whom nobody has taken yet first. */
export function helpsOf(floor: Floor, project: Sieve["project"]): LiveHelp[] {
  const helps = [...floor.helps.values()].filter(({ project_id: id }) => id === null || project(String(id)));
  return helps.sort((one, other) => Number(one.taken_by !== null) - Number(other.taken_by !== null) || byTime<LiveHelp>("at")(one, other));
}

/** Nobody free and somebody waiting. */
export function isStrained(queue: LiveQueue): boolean {
  return queue.waiting > 0 && queue.free === 0;
}
