import { type Gone, type Microphone, NONE_GONE } from "./devices";

/** What the phone in this page is doing, outside React. Only `phone.ts` changes it. */

/** `taken`: another tab or window of mine has the phone now. `lost`: it tries again by itself. */
export type Connection =
  | { kind: "off" }
  | { kind: "connecting" }
  | { kind: "ready" }
  | { kind: "lost" }
  | { kind: "taken" }
  | { kind: "impossible"; why: "no_webrtc" | "insecure" }
  | { kind: "refused"; error: unknown };

/** `lost`: it was up, and is dialled again by itself. */
export type LineState = "off" | "connecting" | "up" | "lost" | "refused";

export interface PhoneCall {
  state: "ringing" | "answering" | "talking";
  /** As the switch shows it: the customer's number, or `anonymous`. */
  from: string;
  muted: boolean;
}

export interface PhoneState {
  connection: Connection;
  microphone: Microphone;
  gone: Gone;
  call: PhoneCall | null;
  line: LineState;
  /** What comes over the line, for its level meter. */
  heard: MediaStream | null;
  /** The microphone, while it is open on the line. */
  said: MediaStream | null;
}

const OFF: PhoneState = { connection: { kind: "off" }, microphone: "unknown", gone: NONE_GONE, call: null, line: "off", heard: null, said: null };

export class PhoneStore {
  private stateNow = OFF;
  private readonly listeners = new Set<() => void>();

  get state(): PhoneState {
    return this.stateNow;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  change(changed: Partial<PhoneState>): void {
    this.stateNow = { ...this.stateNow, ...changed };
    this.listeners.forEach((listener) => listener());
  }
}

export const phoneStore = new PhoneStore();
