import type { components } from "./schema";

/** The shapes the HTTP API sends and takes: from `schema.ts`, which `npm run types` makes from the service's OpenAPI, with
 * texts narrowed to the words this console knows. What only the live link says is not in OpenAPI and stands here by hand.
 * Times are ISO 8601 in UTC. */

type Schemas = components["schemas"];
type Narrowed<Wide, Words extends Partial<Record<keyof Wide, unknown>>> = Omit<Wide, keyof Words> & Words;

export type Instant = string;

export type Role = Schemas["Role"];
export type Permission = Schemas["Permission"];

export type Me = Schemas["Me"];

export type Problem = Schemas["Problem"];

export type Direction = "inbound" | "outbound";

export type CallState =
  | "choosing"
  | "announcing"
  | "informing"
  | "queued"
  | "offering"
  | "connecting"
  | "talking"
  | "on_hold"
  | "asking"
  | "consulting"
  | "consult_held"
  | "awaiting_agent"
  | "returning"
  | "dialling"
  | "dismissing"
  | "ringing_agent"
  | "ringing_customer"
  | "announcing_out"
  | "talking_outside"
  | "taken_over"
  | "ended";

export type LiveRecording = "off" | "on" | "muted" | "untold" | "refused";

export type Depth = "listen" | "whisper" | "barge" | "take_over";

/** Somebody who has joined the call; `waiting`: nobody is in conversation, so that they hear nothing yet. */
export interface HeardBy {
  user: number;
  name: string;
  depth: Depth;
  waiting: boolean;
}

/** Whom the call's agent asks first: another agent, or a number, masked. `talking`: they have picked up. Who hears music
 * then, they or the customer, says the call's state. */
export interface LiveConsult {
  agent_id: number | null;
  agent: string | null;
  number: string | null;
  talking: boolean;
}

/** Why a consultation came to nothing. */
export type ConsultEnd =
  | "returned"
  | "left"
  | "declined"
  | "busy"
  | "no_answer"
  | "invalid_number"
  | "unreachable"
  | "customer_left"
  | "agent_lost"
  | "call_ended";

export interface LiveCall {
  id: string;
  /** Null where the dialled number belongs to none. */
  project_id: number | null;
  project: string | null;
  direction: Direction;
  state: CallState;
  since: Instant;
  arrived_at: Instant;
  queued_at?: Instant | null;
  /** Null where the caller hid the number. */
  customer: string | null;
  dialled: string;
  queue: string | null;
  agent_id: number | null;
  agent: string | null;
  recording: LiveRecording;
  answered_at: Instant | null;
  /** Empty also where it is not ours to know. */
  heard_by?: HeardBy[];
  /** Whether the agent sees `heard_by` too. */
  agent_told?: boolean;
  consult?: LiveConsult | null;
  /** Why the last consultation came to nothing, until there is another or the call is handed on. */
  consult_end?: ConsultEnd | null;
}

export type AgentState =
  | "signed_out"
  | "available"
  | "reserved"
  | "ringing"
  | "talking"
  | "wrap_up"
  | "break"
  | "not_answering"
  | "device_lost";

export type LiveAgent = Narrowed<Schemas["LiveAgent"], { state: AgentState; device: "registered" | "gone" }>;

export interface LiveQueue {
  id: number;
  name: string;
  project_id: number;
  project: string;
  /** What its callers ask of an agent. */
  skills: string[];
  waiting: number;
  /** Those to whom no agent is on the way, by the language that is asked of one; under an empty one those who go to anybody. */
  asked: Record<string, number>;
  longest_since: Instant | null;
  free: number;
  staffed: number;
  /** The service level in percent of `level_counted` entries; null while nothing counts. */
  level: number | null;
  level_counted: number;
  level_target: number;
  level_minutes: number;
}

/** What may be wrong: on the floor, then with the installation. */
export type AlarmKind =
  | "longest_wait"
  | "nobody_available"
  | "service_level"
  | "trunk_down"
  | "switch_not_reached"
  | "switch_away"
  | "safety_net_refused"
  | "ring_outs"
  | "phone_locked_out"
  | "extension_locked_out"
  | "database_away"
  | "disk_unusable"
  | "disk_full"
  | "recordings_wait"
  | "clock_jumped"
  | "cases_fail"
  | "calls_in_doubt"
  | "calls_without_case"
  | "twilio_away"
  | "twilio_refuses"
  | "twilio_suspended";

export interface Alarm {
  id: string;
  sentence: string;
  since: Instant;
  kind: AlarmKind;
  project_id: number | null;
  /** Null where it concerns the whole installation. */
  project: string | null;
  data: Record<string, string>;
  acknowledged_by: string | null;
  acknowledged_at: Instant | null;
}

export interface LiveTrunk {
  id: string;
  /** Null while the switch is away. */
  up: boolean | null;
  since: Instant;
  calls: number;
  /** How many at once; null: no limit. */
  channels: number | null;
}

export interface LiveOutage {
  id: number;
  project_id: number;
  project: string;
  /** Null for every queue of the project. */
  queue: string | null;
  /** Which one is played; empty: the usual one. */
  prompt?: string;
  began_at: Instant;
  began_by: string;
  until: Instant | null;
}

export interface LiveBroadcast {
  id: number;
  project_id: number | null;
  project: string | null;
  text: string;
  at: Instant;
  by: string;
  until: Instant;
  /** Agents' ids. */
  recipients: number[];
  readers: number[];
  /** The one agent to whom it was written; null: it went to a team. */
  agent: number | null;
}

/** An agent asks for help on the call `id`. */
export interface LiveHelp {
  id: string;
  project_id: number | null;
  project: string | null;
  agent_id: number;
  agent: string;
  at: Instant;
  taken_by: string | null;
  taken_at: Instant | null;
}

/** How many are due and not begun, such as `callbacks`. */
export interface Due {
  id: string;
  project_id: number;
  count: number;
}

export interface Board {
  now: Instant;
  calls: LiveCall[];
  agents: LiveAgent[];
  queues: LiveQueue[];
  alarms: Alarm[];
  due: Due[];
  demo: boolean;
  trunks: LiveTrunk[];
  outages: LiveOutage[];
  broadcasts: LiveBroadcast[];
  helps: LiveHelp[];
}

export type Change =
  | { kind: "call"; id: string; value: LiveCall | null }
  | { kind: "agent"; id: string; value: LiveAgent | null }
  | { kind: "queue"; id: string; value: LiveQueue | null }
  | { kind: "alarm"; id: string; value: Alarm | null }
  | { kind: "due"; id: string; value: Due | null }
  | { kind: "trunk"; id: string; value: LiveTrunk | null }
  | { kind: "outage"; id: string; value: LiveOutage | null }
  | { kind: "broadcast"; id: string; value: LiveBroadcast | null }
  | { kind: "help"; id: string; value: LiveHelp | null };

export type LiveMessage =
  | { type: "snapshot"; seq: number; board: Board }
  | { type: "delta"; seq: number; changes: Change[] };

export type Outcome = "answered" | "missed" | "rejected" | "not_reached" | "flowed_out";

export type Reason =
  | "service_down"
  | "out_of_hours"
  | "queue_full"
  | "abandoned_in_announcement"
  | "short_abandoned"
  | "queue_timeout"
  | "no_agent_available"
  | "agents_did_not_answer"
  | "abandoned_in_queue"
  | "dropped_our_side"
  | "lost_in_transfer"
  | "unknown_number"
  | "blocked"
  | "busy"
  | "no_answer"
  | "rejected"
  | "invalid_number"
  | "failed"
  | "agent_did_not_answer"
  | "agent_unreachable"
  | "cancelled"
  | "hung_up_in_announcement"
  | "glare"
  | "callback_chosen";

export type RecordingStatus = Schemas["RecordingRow"]["status"];

interface CallWords {
  direction: Direction;
  outcome: Outcome | null;
  reason: Reason | null;
  recording: Narrowed<Schemas["RecordingOfCall"], { status: RecordingStatus }> | null;
}

export type CallSummary = Narrowed<Schemas["CallSummary"], CallWords>;

export type TimelineEntry = Narrowed<Schemas["Happening"], { data: Record<string, unknown> }>;

/** The facts of a call that this console has words for. */
export type FactKind =
  | "CallBegan"
  | "CallRefused"
  | "MenuBegan"
  | "MenuEnded"
  | "LanguageChosen"
  | "AnnouncementBegan"
  | "AnnouncementEnded"
  | "OutagePromptBegan"
  | "OutagePromptEnded"
  | "MessageBegan"
  | "MessageEnded"
  | "Queued"
  | "Overflowed"
  | "PlaceTold"
  | "StaffSeen"
  | "CallbackOffered"
  | "CallbackAsked"
  | "PromptEnded"
  | "CallbackChosen"
  | "LeftQueue"
  | "AgentOffered"
  | "AgentRang"
  | "OfferEnded"
  | "AgentConnected"
  | "AgentReleased"
  | "AgentCutOff"
  | "AgentReturned"
  | "Held"
  | "Resumed"
  | "Transferred"
  | "TransferFailed"
  | "ConsultBegan"
  | "ConsultAnswered"
  | "ConsultAlternated"
  | "ConsultCompleted"
  | "ConsultEnded"
  | "TrunkFailed"
  | "OutsideRang"
  | "OutsideConnected"
  | "CustomerAnswered"
  | "RecordingBegan"
  | "RecordingNotMade"
  | "RecordingMuted"
  | "RecordingUnmuted"
  | "RecordingMuteFailed"
  | "JoinBegan"
  | "JoinDepthChanged"
  | "JoinRefused"
  | "JoinEnded"
  | "CallTakenOver"
  | "DispositionSet"
  | "NoteAdded"
  | "LongestReached"
  | "CallEnded";

export type FactHow =
  | "answered"
  | "declined"
  | "rang_out"
  | "device_failed"
  | "cancelled"
  | "abandoned"
  | "timed_out"
  | "transferred"
  | "overflow"
  | "full"
  | "waited"
  | "callback_chosen";

/** Why a call could not go out by a trunk. */
export type TrunkCause = "limit" | "unreachable" | "credentials" | "no_answer" | "codec" | "refused";

export type ExpectedWait = "under_2" | "from_2_to_5" | "from_5_to_10" | "over_10";

export type CallDetail = Narrowed<Schemas["CallDetail"], CallWords & { timeline: TimelineEntry[] }>;

export type CallsPage = Narrowed<Schemas["CallList"], { calls: CallSummary[] }>;

export type Recording = Schemas["RecordingRow"];

export type RecordingsPage = Schemas["RecordingsPage"];
export type Play = Schemas["Play"];

/** What is to be seen of a recording: peaks of each side, the customer's first, and where neither speaks. */
export type Picture = Schemas["Picture"];

export type Mark = Schemas["MarkRow"];
export type MarkKind = Mark["kind"];
export type RecordingFlag = NonNullable<Schemas["RecordingsQuery"]["flag"]>;

/** A legal hold; `lifted_at` null: it is on. */
export type Hold = Schemas["Hold"];

export type Project = Schemas["ProjectView"];

/** `reason` goes with `break`. */
export type AgentStateRequest = Pick<Schemas["StateBody"], "state"> & { reason?: string; note?: string };
