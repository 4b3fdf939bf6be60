// For developing the console only: answers the HTTP API's paths from a made-up floor, with any name and password.
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

import { MockFloor, PROJECTS } from "./board.mjs";
import { twoTones } from "./tones.mjs";

const PAGE = 50;
const LONGEST_PAGE = 200;

const problem = (status, detail, field) => ({ status, type: "application/problem+json", body: { type: "about:blank", title: "Refused", status, detail, ...(field ? { field } : {}) } });
const ok = (body, status = 200) => ({ status, type: "application/json", body });
const nothing = (status = 204) => ({ status });

function person(name) {
  if (name.startsWith("agent")) return { name, role: "agent", permissions: ["signed_in", "see_floor", "work_calls"], agent_id: 1 };
  const permissions = ["signed_in", "see_floor", "work_calls", "see_calls", "hear_recordings", "steer_agents"];
  return { name, role: name === "admin" ? "admin" : "supervisor", permissions, agent_id: null };
}

/** Starts the API on a free port of this machine; `fallback(request, response)` answers what is not the API's. */
export async function startMock({ port = 0, empty = false, fallback = null } = {}) {
  const sockets = new Set();
  let seq = 0;
  const floor = new MockFloor({ empty, tell: (changes) => broadcast({ type: "delta", seq: ++seq, changes }) });
  const broadcast = (message) => sockets.forEach((socket) => socket.send(JSON.stringify(message)));
  const plays = [];
  const state = { floor, plays };
  const server = createServer((request, response) => void respond(request, response, state, fallback));
  const live = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    if (!request.url.startsWith("/api/live") || !userOf(request)) return socket.destroy();
    live.handleUpgrade(request, socket, head, (client) => {
      const snapshot = () => client.send(JSON.stringify({ type: "snapshot", seq, board: floor.board() }));
      sockets.add(client);
      client.on("message", snapshot);
      client.on("close", () => sockets.delete(client));
      snapshot();
    });
  });
  floor.start();
  await new Promise((done) => server.listen(port, "127.0.0.1", done));
  const stop = () => {
    floor.stop();
    sockets.forEach((socket) => socket.terminate());
    server.close();
  };
  return { port: server.address().port, stop };
}

function userOf(request) {
  const name = /(?:^|;\s*)mock=([^;]+)/.exec(request.headers.cookie ?? "")?.[1];
  return name ? person(decodeURIComponent(name)) : null;
}

async function respond(request, response, state, fallback) {
  const url = new URL(request.url, "http://mock");
  if (!url.pathname.startsWith("/api/")) return fallback ? fallback(request, response) : response.writeHead(404).end();
  const text = await bodyOf(request);
  const answer = route(request, url, text ? JSON.parse(text) : {}, state);
  const body = Buffer.isBuffer(answer.body) ? answer.body : answer.body === undefined ? "" : JSON.stringify(answer.body);
  response.writeHead(answer.status, { ...(answer.type ? { "Content-Type": answer.type } : {}), ...answer.headers });
  response.end(body);
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
}

function route(request, url, body, state) {
  const path = url.pathname.slice("/api".length);
  const method = request.method;
  if (method !== "GET" && request.headers["x-ringback"] !== "1") return problem(403, "The header X-Ringback is missing.");
  if (path === "/setup") return (body.password ?? "").length < 12 ? problem(422, "The password has fewer than 12 characters.", "password") : nothing();
  if (path === "/session" && method === "POST") return signIn(body);
  if (path === "/session" && method === "DELETE") return { status: 204, headers: { "Set-Cookie": "mock=; Max-Age=0; Path=/" } };
  const user = userOf(request);
  if (user === null) return problem(401, "Nobody is signed in.");
  if (path === "/session") return ok(user);
  return method === "GET" ? read(path, url.searchParams, state) : change(path, body, state, user);
}

function signIn({ name, password }) {
  if (!name || password === "wrong") return problem(401, "The name or the password is wrong.");
  return { ...ok({ me: person(name), needs: null }), headers: { "Set-Cookie": `mock=${encodeURIComponent(name)}; Path=/; HttpOnly; SameSite=Strict` } };
}

function read(path, params, { floor, plays }) {
  const [, top, id, verb] = path.split("/");
  if (top === "projects") return ok({ projects: PROJECTS });
  if (top === "agents") return ok({ agents: [...floor.agents.values()] });
  if (top === "calls" && !id) return ok(callsPage(floor, params));
  if (top === "calls") return callDetail(floor, decodeURIComponent(id));
  if (top === "recordings" && verb === "audio") return audio(plays, id);
  if (top === "recordings" && verb === "picture") return ok(PICTURE);
  if (top === "recordings" && verb === "plays") return ok({ plays: plays.filter((play) => play.id === id).map((play) => ({ downloaded: false, ...play })) });
  if (top === "recordings" && (verb === "marks" || verb === "holds")) return ok({ [verb]: [] });
  if (top === "recordings") return ok(recordingsPage(floor, params));
  return problem(404, "There is nothing at this address.");
}

const inProject = (call, params) => !params.get("project") || PROJECTS.find((project) => project.name === call.project)?.id === Number(params.get("project"));
const matches = (call, params) => ["outcome", "reason", "direction"].every((key) => !params.get(key) || call[key] === params.get(key)) && inProject(call, params) && (!params.get("q") || (call.customer ?? "").includes(params.get("q").replace(/[^\d]/g, "")));

function paged(rows, params) {
  const from = Number(params.get("before") ?? 0);
  const size = Math.min(LONGEST_PAGE, Number(params.get("limit") ?? PAGE));
  return { rows: rows.slice(from, from + size), next: rows.length > from + size ? String(from + size) : null };
}

function callsPage(floor, params) {
  const { rows, next } = paged(floor.history.filter((call) => matches(call, params)), params);
  return { calls: rows, next };
}

function callDetail(floor, id) {
  const live = floor.calls.get(id);
  const past = floor.history.find((call) => call.id === id) ?? (live && { ...live, ended_at: null, outcome: null, reason: null, wait_seconds: null, talk_seconds: null, disposition: null, recording: null });
  if (!past) return problem(404, "There is no such call.");
  return ok({ ...past, timeline: happened(past) });
}

function happened(call) {
  const lines = [["CallBegan", call.arrived_at, {}], ["AnnouncementBegan", call.arrived_at, {}], ["AnnouncementEnded", call.arrived_at, {}], ["Queued", call.arrived_at, {}], ["AgentOffered", call.answered_at, { agent: 2 }], ["OfferEnded", call.answered_at, { agent: 2, how: "declined" }], ["AgentConnected", call.answered_at, { agent: 3 }], ["RecordingBegan", call.answered_at, {}], ["CallEnded", call.ended_at, {}]];
  return lines.filter(([, at]) => at).map(([kind, at, data]) => ({ at, kind, data }));
}

function recordingsPage(floor, params) {
  const all = floor.history.filter((call) => call.recording && inProject(call, params) && (!params.get("call_id") || call.id === params.get("call_id")) && (!params.get("status") || call.recording.status === params.get("status")));
  const { rows, next } = paged(all, params);
  return { recordings: rows.map(recordingOf), next };
}

function recordingOf(call) {
  const { id, status, seconds } = call.recording;
  const why = { failed: "The switch wrote no file.", refused: "The disk was below its floor.", short: "The file ends 7.3 s before the call did." };
  return {
    id, call_id: call.id, project: call.project, agent: call.agent, customer: call.customer ?? "", started_at: call.answered_at, seconds, expected_seconds: call.talk_seconds, sides: 2, bytes: seconds && Math.round(seconds * 14000),
    sha256: seconds && "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", format: "flac", status, playable: seconds !== null, detail: why[status] ?? null,
    muted: seconds ? [{ from: seconds * 0.4, to: seconds * 0.5 }] : [],
    project_id: PROJECTS.find((project) => project.name === call.project)?.id ?? null, marks: 0, held: false, kept_until: null, deleted_at: null, kept_days: null,
  };
}

/** Of the two tones, now one, now the other. */
const PICTURE = { seconds: 20, peaks: [0, 1].map((side) => Array.from({ length: 400 }, (_, at) => (Math.floor(at / 50) % 2 === side ? 0.4 + 0.2 * Math.sin(at) : 0))), silences: [] };

function audio(plays, id) {
  plays.unshift({ id, at: new Date().toISOString(), user: "supervisor" });
  return { status: 200, type: "audio/wav", body: twoTones(20) };
}

function change(path, body, { floor }, user) {
  const [, top, id, verb] = path.split("/").map(decodeURIComponent);
  if (top === "calls" && !id) return dial(floor, body, user);
  if (top === "calls") return callVerb(floor, id, verb, body);
  if (top === "agents" && verb === "state") return agentState(floor, id, body);
  if (top === "agents" && verb === "wrap_up") return wrapUp(floor, id, body);
  return problem(404, "There is nothing at this address.");
}

function dial(floor, { number, agent_id: agentId }, user) {
  if (!/^\+\d{7,15}$/.test((number ?? "").replace(/[\s()-]/g, ""))) return problem(422, `“${number}” is no phone number: give it with + and the country code.`, "number");
  return ok({ call_id: floor.dial(agentId ?? user.agent_id, number.replace(/[\s()-]/g, "")) }, 202);
}

function callVerb(floor, id, verb, body) {
  if (verb === "disposition") return nothing();
  if (!floor.calls.has(id)) return problem(409, "The call has ended.");
  if (verb === "transfer" && body.to_number) return problem(422, "This number cannot be reached over any trunk.", "to_number");
  const patch = { hold: { state: "on_hold" }, resume: { state: "talking" }, mute_recording: { recording: "muted" }, unmute_recording: { recording: "on" } }[verb];
  if (patch) floor.setCall(id, patch);
  else floor.end(id);
  floor.flush();
  return nothing(202);
}

function agentState(floor, id, { state, reason }) {
  if (floor.agents.get(id)?.device === "gone" && state === "available") return problem(409, "The phone of this agent is not registered, so no call could reach them.");
  floor.setAgent(id, state, reason ?? null);
  floor.flush();
  return nothing(202);
}

function wrapUp(floor, id, { action }) {
  if (action === "finish") floor.setAgent(id, "available");
  else floor.setAgent(id, "wrap_up", null, floor.agents.get(id)?.call_id, new Date(Date.now() + 60_000).toISOString());
  floor.flush();
  return nothing(202);
}
