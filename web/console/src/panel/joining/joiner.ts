import { ApiError } from "../../api/client";
import { askToJoin, askToLeave, myLine, type OwnLine, ringMyPhone } from "../../api/joining";
import type { Depth } from "../../api/types";
import { obstacle, reasonOf } from "../../phone/devices";
import { phone } from "../../phone/phone";
import { phoneStore } from "../../phone/store";
import { needsMicrophone } from "./hearing";
import { listenAt, listensAt } from "./place";

/** Why it did not come to a request: the page itself stands in the way. */
export type Hindrance = "no_webrtc" | "insecure" | "line" | "not_picked_up" | "refused" | "missing";

export class Hindered extends Error {
  constructor(readonly why: Hindrance) {
    super(why);
  }
}

export interface Joined {
  /** What is asked for and not answered yet. */
  asking: { call: string; depth: Depth } | null;
  /** The call that the last refusal is about. */
  troubled: string | null;
  error: unknown;
  /** The agent whose next call is listened to when this one ends. */
  follows: number | null;
}

/** What the joiner does outside: its line, its microphone, its questions to the service. */
export interface Way {
  bringLineUp: () => Promise<void>;
  openMicrophone: () => Promise<void>;
  closeMicrophone: () => Promise<void>;
  ask: (call: string, depth: Depth) => Promise<void>;
  leave: (call: string) => Promise<void>;
}

const LINE_MS = 15_000;
const LOOK_EVERY_MS = 60;
const LOOK_AT_PHONE_EVERY_MS = 300;

/** What I ask of calls that I listen to. Who hears me is not known here: the floor says it. */
export class Joiner {
  private stateNow: Joined = { asking: null, troubled: null, error: null, follows: null };
  private readonly listeners = new Set<() => void>();
  /** The one call of whom is followed that was tried already. */
  private tried: string | null = null;

  constructor(private readonly way: Way) {}

  get state(): Joined {
    return this.stateNow;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Brings the line up if need be, opens the microphone if one is to be heard, and asks. One thing at a time.
   *
   * It is closed only once the service has agreed: who is refused is heard as before. */
  async join(call: string, depth: Depth): Promise<void> {
    if (this.stateNow.asking !== null) return;
    this.change({ asking: { call, depth }, troubled: null, error: null });
    try {
      await this.way.bringLineUp();
      if (needsMicrophone(depth)) await this.way.openMicrophone();
      await this.way.ask(call, depth);
      if (!needsMicrophone(depth)) await this.way.closeMicrophone();
    } catch (error) {
      this.change({ troubled: call, error });
    } finally {
      this.change({ asking: null });
    }
  }

  /** Off the call; whoever is followed is followed no longer. */
  async leave(call: string): Promise<void> {
    this.change({ follows: null, troubled: null, error: null });
    try {
      await this.way.leave(call);
      await this.way.closeMicrophone();
    } catch (error) {
      this.change({ troubled: call, error });
    }
  }

  follow(agent: number | null): void {
    this.tried = null;
    this.change({ follows: agent });
  }

  hasTried(call: string): boolean {
    return this.tried === call;
  }

  /** Listens to the call of whom is followed, once; where it is refused for good, they are followed no longer. */
  async followTo(call: string): Promise<void> {
    if (this.hasTried(call)) return;
    this.tried = call;
    await this.join(call, "listen");
    if (this.stateNow.troubled === call && isForGood(this.stateNow.error)) this.follow(null);
  }

  private change(changed: Partial<Joined>): void {
    this.stateNow = { ...this.stateNow, ...changed };
    this.listeners.forEach((listener) => listener());
  }
}

/** Whether the next call would be refused as well: the right is gone, or this page cannot. */
function isForGood(error: unknown): boolean {
  if (error instanceof Hindered) return error.why === "no_webrtc" || error.why === "insecure";
  return error instanceof ApiError && error.status === 403;
}

/** Whether my line is here, or at my phone where I listen there. The floor may still show me on a call with one that died with
 * an earlier page. */
export const hasLine = (): boolean => listensAt() === "phone" || phoneStore.state.line === "up";

/** A line that is up already costs nothing here: the click is heard at once. Who has no phone of their own any more hears in the
 * page. */
async function bringLineUp(): Promise<void> {
  if (listensAt() === "page") return bringPageUp();
  const { phone: own, at_phone: up } = await myLine();
  if (own === null) {
    listenAt("page");
    return bringPageUp();
  }
  if (!up) await bringPhoneUp();
}

/** The page lets go of its own, which would be dialled again in place of the phone's. */
async function bringPhoneUp(): Promise<void> {
  phone.leaveLine();
  await ringMyPhone();
  for (let line = await myLine(); !line.at_phone; line = await myLine()) {
    if (!line.ringing) throw new Hindered("not_picked_up");
    await new Promise((done) => setTimeout(done, LOOK_AT_PHONE_EVERY_MS));
  }
}

async function bringPageUp(): Promise<void> {
  const why = obstacle();
  if (why !== null) throw new Hindered(why);
  if (phoneStore.state.line === "up") return;
  const until = Date.now() + LINE_MS;
  await phone.keepLine();
  await becomesUp(LINE_MS);
  while (!isInPage(await myLine())) {
    if (Date.now() > until) throw new Hindered("line");
    await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
  }
}

const isInPage = ({ up, at_phone: atPhone }: OwnLine): boolean => up && !atPhone;

/** A phone has its own. */
async function openMicrophone(): Promise<void> {
  if (phoneStore.state.line !== "up" && listensAt() === "phone") return;
  try {
    await phone.speakOnLine(true);
  } catch (error) {
    throw new Hindered(reasonOf(error) === "missing" ? "missing" : "refused");
  }
}

function becomesUp(patience: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const { line, connection } = phoneStore.state;
      if (line === "up") done(resolve);
      else if (connection.kind === "refused") done(() => reject(connection.error as Error));
    };
    const done = (then: () => void) => {
      clearTimeout(timer);
      stop();
      then();
    };
    const timer = setTimeout(() => done(() => reject(new Hindered("line"))), patience);
    const stop = phoneStore.subscribe(look);
    look();
  });
}

export const joiner = new Joiner({
  bringLineUp,
  openMicrophone,
  closeMicrophone: () => phone.speakOnLine(false),
  ask: askToJoin,
  leave: askToLeave,
});
