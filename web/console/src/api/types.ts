/** The shapes the HTTP API sends and takes. Every other module imports them from here, so that `npm run types`
 * (OpenAPI to `schema.ts`) can take this module's place piece by piece. Times are ISO 8601 in UTC. */

export type Instant = string;

export type Role = "admin" | "supervisor" | "agent";

export interface Me {
  name: string;
  role: Role;
  permissions: string[];
  agent_id: number | null;
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  field?: string;
}

export type Direction = "inbound" | "outbound";

export type CallState =
  | "announcing"
  | "queued"
  | "offering"
  | "connecting"
  | "talking"
  | "on_hold"
  | "dialling"
  | "dismissing"
  | "ringing_agent"
  | "ringing_customer"
  | "announcing_out"
  | "talking_outside"
  | "ended";

export type LiveRecording = "off" | "on" | "muted" | "refused";

export interface LiveCall {
  id: string;
  /** Null where the dialled number belongs to none. */
  project: string | null;
  direction: Direction;
  state: CallState;
  since: Instant;
  arrived_at: Instant;
  /** Null where the caller hid the number. */
  customer: string | null;
  dialled: string;
  queue: string | null;
  agent_id: number | null;
  agent: string | null;
  recording: LiveRecording;
  answered_at: Instant | null;
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

export interface LiveAgent {
  id: number;
  name: string;
  state: AgentState;
  reason: string | null;
  since: Instant;
  call_id: string | null;
  device: "registered" | "gone";
  skills: string[];
  projects: string[];
  until: Instant | null;
  /** What was asked for and begins after the call. */
  next?: string | null;
}

export interface LiveQueue {
  id: string | number;
  name: string;
  project: string;
  waiting: number;
  longest_since: Instant | null;
  free: number;
  staffed: number;
}

export interface Alarm {
  id: string;
  sentence: string;
  since: Instant;
}

export interface Board {
  now: Instant;
  calls: LiveCall[];
  agents: LiveAgent[];
  queues: LiveQueue[];
  alarms: Alarm[];
  demo: boolean;
}

export type Change =
  | { kind: "call"; id: string; value: LiveCall | null }
  | { kind: "agent"; id: string; value: LiveAgent | null }
  | { kind: "queue"; id: string; value: LiveQueue | null }
  | { kind: "alarm"; id: string; value: Alarm | null };

export type LiveMessage =
  | { type: "snapshot"; seq: number; board: Board }
  | { type: "delta"; seq: number; changes: Change[] };

export type Outcome = "answered" | "missed" | "rejected" | "callback_chosen" | "not_reached";

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
  | "busy"
  | "no_answer"
  | "rejected"
  | "invalid_number"
  | "failed"
  | "agent_did_not_answer"
  | "cancelled"
  | "hung_up_in_announcement";

export type RecordingStatus = "pending" | "stored" | "short" | "failed" | "refused";

export interface CallSummary {
  id: string;
  /** Null where the dialled number belongs to none. */
  project: string | null;
  direction: Direction;
  /** Null where the caller hid the number. */
  customer: string | null;
  dialled: string;
  arrived_at: Instant;
  answered_at: Instant | null;
  ended_at: Instant | null;
  outcome: Outcome | null;
  reason: Reason | null;
  agent: string | null;
  queue: string | null;
  wait_seconds: number | null;
  talk_seconds: number | null;
  disposition: string | null;
  recording: { id: string | number; status: RecordingStatus; seconds: number | null } | null;
}

/** `kind` is the fact's name, `data` what it holds. */
export interface TimelineEntry {
  at: Instant;
  kind: string;
  text?: string;
  data: Record<string, unknown>;
}

/** The facts of a call that this console has words for. */
export type FactKind =
  | "CallBegan"
  | "CallRefused"
  | "AnnouncementBegan"
  | "AnnouncementEnded"
  | "Queued"
  | "StaffSeen"
  | "LeftQueue"
  | "AgentOffered"
  | "AgentRang"
  | "OfferEnded"
  | "AgentConnected"
  | "AgentReleased"
  | "Held"
  | "Resumed"
  | "Transferred"
  | "TransferFailed"
  | "OutsideRang"
  | "OutsideConnected"
  | "CustomerAnswered"
  | "RecordingBegan"
  | "RecordingNotMade"
  | "RecordingMuted"
  | "RecordingUnmuted"
  | "CallEnded";

export type FactHow = "answered" | "declined" | "rang_out" | "device_failed" | "cancelled" | "abandoned" | "timed_out" | "transferred";

export interface CallDetail extends CallSummary {
  timeline: TimelineEntry[];
}

export interface CallsPage {
  calls: CallSummary[];
  next: string | null;
}

/** Instants, or seconds from the start of the recording. */
export interface MutedSpan {
  from: Instant | number;
  to: Instant | number | null;
}

export interface Recording {
  id: string | number;
  call_id: string;
  project: string;
  agent: string | null;
  /** Null where the caller hid the number. */
  customer: string | null;
  started_at: Instant;
  seconds: number | null;
  expected_seconds: number | null;
  sides: number;
  bytes: number | null;
  sha256: string | null;
  format: string;
  status: RecordingStatus;
  detail: string | null;
  muted: MutedSpan[];
}

export interface RecordingsPage {
  recordings: Recording[];
  next: string | null;
}

export interface Play {
  at: Instant;
  user: string;
}

export interface Project {
  id: string | number;
  name: string;
  zone: string;
  open: boolean;
  queues: { id: string | number; name: string }[];
  numbers: string[];
  dispositions: string[];
  break_reasons: string[];
}

export interface AgentStateRequest {
  state: "available" | "break" | "signed_out";
  reason?: string;
}

export type TransferTarget = { to_agent: number } | { to_queue: string } | { to_number: string };

export type CallAction = "hold" | "resume" | "hangup" | "mute_recording" | "unmute_recording";
