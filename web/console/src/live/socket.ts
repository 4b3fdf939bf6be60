import type { LiveMessage } from "../api/types";
import { waitBefore } from "./backoff";
import type { LiveStore } from "./store";

/** Silence after which the server is asked for a snapshot, to learn whether the socket still leads anywhere. */
const QUIET_MS = 40_000;
/** Silence after which the socket is given up. */
const DEAD_MS = 55_000;
const WATCH_EVERY_MS = 5_000;
/** The server's word that nobody is signed in any more: there is nothing to try until somebody is. */
const SESSION_ENDED = 4401;
const AFTER_SESSION_MS = 30_000;

const ASK_FOR_SNAPSHOT = JSON.stringify({ type: "snapshot" });

/** Keeps one websocket open while started, and puts what it says into the store. */
export class LiveSocket {
  private socket: WebSocket | null = null;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private watch: ReturnType<typeof setInterval> | undefined;
  private attempt = 0;
  private openedAt = 0;
  private askedAt = 0;

  constructor(
    private readonly store: LiveStore,
    private readonly onRefused: () => void,
  ) {}

  start(): void {
    window.addEventListener("online", this.tryNow);
    this.watch = setInterval(this.checkPulse, WATCH_EVERY_MS);
    this.open();
  }

  stop(): void {
    window.removeEventListener("online", this.tryNow);
    clearInterval(this.watch);
    clearTimeout(this.retry);
    this.drop();
  }

  readonly tryNow = (): void => {
    if (this.store.link.kind === "live") return;
    clearTimeout(this.retry);
    this.drop();
    this.open();
  };

  private open(): void {
    const socket = new WebSocket(liveAddress());
    this.socket = socket;
    this.openedAt = Date.now();
    socket.onmessage = (event: MessageEvent<string>) => this.hear(event.data);
    socket.onclose = (event: CloseEvent) => this.closed(socket, event.code);
  }

  private hear(data: string): void {
    const received = this.store.receive(JSON.parse(data) as LiveMessage, Date.now());
    if (received === "applied") this.attempt = 0;
    if (received === "gap") this.ask();
  }

  /** Deltas keep coming while a snapshot is under way: one question a second is enough. */
  private ask(): void {
    const now = Date.now();
    if (this.socket?.readyState !== WebSocket.OPEN || now - this.askedAt < 1_000) return;
    this.askedAt = now;
    this.socket.send(ASK_FOR_SNAPSHOT);
  }

  private closed(socket: WebSocket, code?: number): void {
    if (socket !== this.socket) return;
    this.socket = null;
    const wait = code === SESSION_ENDED ? AFTER_SESSION_MS : waitBefore(this.attempt++, Math.random());
    this.store.lose(Date.now(), Date.now() + wait);
    this.onRefused();
    this.retry = setTimeout(() => this.open(), wait);
  }

  private readonly checkPulse = (): void => {
    if (this.socket === null) return;
    const silent = Date.now() - Math.max(this.store.heardAt, this.openedAt);
    if (silent > DEAD_MS) this.giveUp(this.socket);
    else if (silent > QUIET_MS) this.ask();
  };

  private giveUp(socket: WebSocket): void {
    this.closed(socket);
    socket.close();
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }
}

function liveAddress(): string {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  return `${scheme}://${location.host}/api/live`;
}
