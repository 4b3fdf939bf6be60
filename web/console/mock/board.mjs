// For developing the console only: a made-up floor that moves, in the shapes of the HTTP API. Nothing of the service runs here.

const STEP_MS = 1_000;
const NAMES = ["Olena Koval", "Ivan Petrenko", "Maria Sokolova", "John Harris", "Anna Weber", "Taras Bondar", "Kateryna Lys", "Pavel Orlov", "Sofia Marchenko", "Dmytro Hrytsenko", "Lucy Adams", "Yuri Klimov"];
const REASONS = ["out_of_hours", "abandoned_in_queue", "short_abandoned", "agents_did_not_answer", "no_agent_available", "queue_full", "abandoned_in_announcement", "service_down"];

export const PROJECTS = [
  { id: 1, name: "City Clinic", zone: "Europe/Kyiv", open: true, queues: [{ id: 1, name: "Appointments" }, { id: 2, name: "Results" }], numbers: ["+380441234567"], dispositions: ["Booked", "Question answered", "Call me later", "Wrong number"], break_reasons: ["Lunch", "Rest", "Training"] },
  { id: 2, name: "Quick Parcels", zone: "Europe/London", open: true, queues: [{ id: 3, name: "Where is my parcel" }], numbers: ["+442079460123"], dispositions: ["Solved", "Passed on", "Refused"], break_reasons: ["Lunch", "Rest"] },
];
const QUEUES = PROJECTS.flatMap((project) => project.queues.map((queue) => ({ ...queue, project: project.name })));

let dice = 7;
const chance = () => (dice = (dice * 16807) % 2147483647) / 2147483647;
const pick = (list) => list[Math.floor(chance() * list.length)];
const iso = (ms = Date.now()) => new Date(ms).toISOString();
const phone = () => pick(["+38067", "+38050", "+4479", "+7916"]) + String(1000000 + Math.floor(chance() * 8999999));

/** Calls, agents, queues and alarms; `tell(changes)` is called with what each step changed. */
export class MockFloor {
  constructor({ empty = false, tell = () => undefined } = {}) {
    this.tell = tell;
    this.empty = empty;
    this.serial = 0;
    this.calls = new Map();
    this.agents = new Map(empty ? [] : NAMES.map((name, index) => [String(index + 1), this.newAgent(name, index)]));
    this.alarms = new Map();
    this.history = [];
    if (!empty) this.seed();
  }

  newAgent(name, index) {
    const state = ["available", "available", "available", "available", "available", "available", "available", "wrap_up", "break", "device_lost", "not_answering", "signed_out"][index];
    return {
      id: index + 1, name, state, reason: state === "break" ? "Lunch" : null, since: iso(Date.now() - 1000 * Math.floor(20 + chance() * 1500)), call_id: null,
      device: state === "device_lost" ? "gone" : "registered", skills: index % 2 ? ["en", "billing"] : ["uk", "ru"], projects: index % 3 ? ["City Clinic", "Quick Parcels"] : ["City Clinic"],
      until: state === "wrap_up" ? iso(Date.now() + 25_000) : null, next: state === "wrap_up" ? "break" : null,
    };
  }

  seed() {
    for (let index = 0; index < 120; index++) this.history.push(this.pastCall(index));
    for (let index = 0; index < 8; index++) this.arrive(Date.now() - 1000 * Math.floor(chance() * 90));
    for (let index = 0; index < 3; index++) this.step(false);
    this.alarms.set("disk", { id: "disk", sentence: "The disk for recordings is 91 % full: below 5 % free nothing new is recorded.", since: iso(Date.now() - 400_000) });
  }

  pastCall(index) {
    const arrived = Date.now() - (index + 1) * 240_000;
    const answered = chance() < 0.75;
    const wait = Math.floor(chance() * 80);
    const talk = answered ? Math.floor(20 + chance() * 400) : null;
    const queue = pick(QUEUES);
    const status = pick(["stored", "stored", "stored", "stored", "short", "pending", "failed", "refused"]);
    const id = `past-${index}`;
    return {
      id, project: queue.project, direction: index % 9 === 4 ? "outbound" : "inbound", customer: index % 17 === 3 ? null : phone(), dialled: PROJECTS.find((p) => p.name === queue.project).numbers[0],
      arrived_at: iso(arrived), answered_at: answered ? iso(arrived + wait * 1000) : null, ended_at: iso(arrived + (wait + (talk ?? 0)) * 1000),
      outcome: answered ? "answered" : "missed", reason: answered ? null : pick(REASONS), agent: answered ? pick(NAMES) : null, queue: queue.name, wait_seconds: wait, talk_seconds: talk,
      disposition: answered ? pick(["Booked", "Solved", "Question answered", null]) : null,
      recording: answered ? { id: `rec-${index}`, status, seconds: status === "stored" ? talk + 0.04 : status === "short" ? talk - 7.3 : null } : null,
    };
  }

  board() {
    return { now: iso(), calls: [...this.calls.values()], agents: [...this.agents.values()], queues: this.queues(), alarms: [...this.alarms.values()], due: [{ id: "callbacks", count: 3 }], demo: true, trunks: [{ id: "carrier", up: true, since: iso(), calls: this.calls.size, channels: 30 }], outages: [], broadcasts: [], helps: [] };
  }

  queues() {
    return this.empty ? [] : QUEUES.map((queue) => {
      const waiting = [...this.calls.values()].filter((call) => call.queue === queue.name && ["queued", "offering"].includes(call.state));
      const staff = [...this.agents.values()].filter((agent) => agent.projects.includes(queue.project) && !["signed_out", "break"].includes(agent.state));
      return { ...queue, skills: [], waiting: waiting.length, longest_since: waiting.map((call) => call.arrived_at).sort()[0] ?? null, free: staff.filter((agent) => agent.state === "available").length, staffed: staff.length };
    });
  }

  arrive(at = Date.now()) {
    const queue = pick(QUEUES);
    const id = `call-${++this.serial}`;
    this.put("calls", id, { id, project: queue.project, direction: "inbound", state: "announcing", since: iso(at), arrived_at: iso(at), customer: phone(), dialled: PROJECTS.find((p) => p.name === queue.project).numbers[0], queue: queue.name, agent_id: null, agent: null, recording: "off", answered_at: null });
  }

  dial(agentId, number) {
    const agent = this.agents.get(String(agentId));
    const id = `call-${++this.serial}`;
    this.put("calls", id, { id, project: "City Clinic", direction: "outbound", state: "ringing_agent", since: iso(), arrived_at: iso(), customer: number, dialled: number, queue: null, agent_id: agent.id, agent: agent.name, recording: "off", answered_at: null });
    this.setAgent(agent.id, "ringing", null, id);
    this.flush();
    return id;
  }

  put(kind, id, value) {
    if (value === null) this[kind].delete(id);
    else this[kind].set(id, value);
    (this.pending ??= []).push({ kind: kind.slice(0, -1), id, value });
  }

  setCall(id, patch) {
    const call = this.calls.get(id);
    if (call) this.put("calls", id, { ...call, ...(patch.state && patch.state !== call.state ? { since: iso() } : {}), ...patch });
  }

  setAgent(id, state, reason = null, callId = null, until = null) {
    const agent = this.agents.get(String(id));
    if (agent) this.put("agents", String(id), { ...agent, state, reason, call_id: callId, since: iso(), until });
  }

  step(tell = true) {
    if (this.empty) return;
    if (chance() < 0.25 && this.calls.size < 14) this.arrive();
    for (const call of [...this.calls.values()]) this.move(call);
    for (const agent of this.agents.values()) if (agent.state === "wrap_up" && agent.id !== 1 && chance() < 0.1) this.setAgent(agent.id, "available");
    for (const queue of this.queues()) this.put("queuesShown", String(queue.id), queue);
    if (tell) this.flush();
  }

  move(call) {
    const age = Date.now() - Date.parse(call.since);
    if (call.state === "announcing" && age > 4_000) this.setCall(call.id, { state: "queued" });
    else if (call.state === "queued" && chance() < 0.5) this.offer(call);
    else if (["offering", "ringing_agent"].includes(call.state) && age > 3_000) this.answer(call);
    else if (call.state === "talking" && call.agent_id !== 1 && age > 12_000 && chance() < 0.03) this.end(call.id);
  }

  offer(call) {
    const free = [...this.agents.values()].find((agent) => agent.state === "available" && agent.projects.includes(call.project));
    if (!free) return;
    this.setCall(call.id, { state: "offering", agent_id: free.id, agent: free.name });
    this.setAgent(free.id, "ringing", null, call.id);
  }

  answer(call) {
    this.setCall(call.id, { state: "talking", recording: "on", answered_at: iso() });
    this.setAgent(call.agent_id, "talking", null, call.id);
  }

  end(id) {
    const call = this.calls.get(id);
    if (!call) return;
    const talk = call.answered_at ? (Date.now() - Date.parse(call.answered_at)) / 1000 : null;
    this.history.unshift({ ...call, ended_at: iso(), outcome: talk === null ? "missed" : "answered", reason: talk === null ? "abandoned_in_queue" : null, wait_seconds: 9, talk_seconds: talk, disposition: null, recording: talk === null ? null : { id: `rec-${id}`, status: "stored", seconds: talk } });
    this.put("calls", id, null);
    if (call.agent_id) this.setAgent(call.agent_id, "wrap_up", null, id, iso(Date.now() + 30_000));
  }

  flush() {
    const changes = (this.pending ?? []).map((change) => (change.kind === "queuesShow" ? { ...change, kind: "queue" } : change));
    this.pending = [];
    if (changes.length > 0) this.tell(changes);
  }

  queuesShown = new Map();

  start() {
    this.timer = setInterval(() => this.step(), STEP_MS);
  }

  stop() {
    clearInterval(this.timer);
  }
}
