import type { LiveMessage } from "../api/types";
import { apply, EMPTY_FLOOR, type Floor } from "./board";

export type Link =
  | { kind: "connecting" }
  | { kind: "live" }
  | { kind: "lost"; since: number; retryAt: number | null };

export type Received = "applied" | "gap" | "old";

/** Holds the floor and the state of the link outside React. Times are this browser's clock, in milliseconds. */
export class LiveStore {
  private floorNow: Floor = EMPTY_FLOOR;
  private linkNow: Link = { kind: "connecting" };
  private heardAtNow = 0;
  private readonly listeners = new Set<() => void>();

  get floor(): Floor {
    return this.floorNow;
  }

  get link(): Link {
    return this.linkNow;
  }

  /** When the server was last heard: what the floor is the state of. */
  get heardAt(): number {
    return this.heardAtNow;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  receive(message: LiveMessage, now: number): Received {
    this.heardAtNow = now;
    const applied = apply(this.floorNow, message, now);
    if (applied.kind !== "floor") return applied.kind;
    this.floorNow = applied.floor;
    if (message.type === "snapshot") this.linkNow = { kind: "live" };
    this.tell();
    return "applied";
  }

  /** The link is gone: what is shown stays, marked with since when it is stale. */
  lose(now: number, retryAt: number | null): void {
    const since = this.linkNow.kind === "lost" ? this.linkNow.since : now;
    this.linkNow = { kind: "lost", since, retryAt };
    this.tell();
  }

  forget(): void {
    this.floorNow = EMPTY_FLOOR;
    this.linkNow = { kind: "connecting" };
    this.tell();
  }

  private tell(): void {
    this.listeners.forEach((listener) => listener());
  }
}

export const liveStore = new LiveStore();
