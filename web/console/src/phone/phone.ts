import type { EndEvent, RTCSession } from "jssip/lib/RTCSession";

import { ApiError } from "../api/client";
import { openPhone, sayHere } from "../api/phone";
import { waitBefore } from "../live/backoff";
import { allDevices, type Chosen, chosenDevices, close, keepDevices, obstacle, openMicrophone, openVoice, playTo, reasonOf, silence, whenEnded, whichGone } from "./devices";
import { type Incoming, isForbidden, refuse, replaceVoice, Sip } from "./sip";
import { type Connection, phoneStore, type PhoneStore } from "./store";
import { Tabs } from "./tabs";
import { ring } from "./tone";

/** The one phone of this page: an agent's calls, and a supervisor's line. What it does shows in the store. */
export class Phone {
  private sip: Sip | null = null;
  private tabs: Tabs | null = null;
  private life = 0;
  private tries = 0;
  private session: RTCSession | null = null;
  private lineSession: RTCSession | null = null;
  private lineWanted = false;
  private renewal = false;
  private lineTries = 0;
  private voice: MediaStream | null = null;
  private lineVoice: MediaStream | null = null;
  private lineSpeaks = false;
  private lineSilence: MediaStream | null = null;
  private hush: (() => void) | null = null;
  private readonly ear = new Audio();
  private readonly lineEar = new Audio();

  constructor(private readonly store: PhoneStore) {}

  // ---- on and off

  /** Registers with the switch; another page of mine gives the phone up. Once on, it stays on by itself. */
  async start(): Promise<void> {
    const kind = this.store.state.connection.kind;
    if (kind !== "off" && kind !== "taken" && kind !== "refused") return;
    const why = obstacle();
    if (why !== null) return this.connection({ kind: "impossible", why });
    const life = ++this.life;
    this.connection({ kind: "connecting" });
    navigator.mediaDevices.addEventListener("devicechange", this.devicesChanged);
    try {
      const access = await openPhone();
      this.takeFromOtherTabs();
      const sip = await Sip.open(access, this.events(life));
      if (life === this.life) this.sip = sip;
      else sip.close();
    } catch (error) {
      if (life === this.life) this.refused(error);
    }
  }

  /** What is only away for a while is asked again by itself; a refusal waits for a person. */
  private refused(error: unknown): void {
    const { life } = this;
    this.connection({ kind: "refused", error });
    if (!passes(error)) return;
    setTimeout(() => life === this.life && void this.start(), waitBefore(this.tries++, Math.random()));
  }

  /** Only once the service knows of this page: a call that another tab is on then comes over here, and is not hung up. */
  private takeFromOtherTabs(): void {
    this.tabs ??= new Tabs(() => this.yield());
    this.tabs.take();
  }

  stop(): void {
    this.lineWanted = false;
    this.renewal = false;
    this.end({ kind: "off" });
    navigator.mediaDevices?.removeEventListener("devicechange", this.devicesChanged);
    this.tabs?.close();
    this.tabs = null;
  }

  /** For a new session, whose phone is another one: after the call, if there is one. */
  again(): void {
    if (this.store.state.connection.kind === "off") return;
    this.renewal = this.session !== null;
    if (this.renewal) return;
    this.end({ kind: "off" });
    void this.start();
  }

  private yield(): void {
    this.end({ kind: "taken" });
  }

  private end(connection: Connection): void {
    this.life++;
    this.renewal = false;
    const { sip } = this;
    this.sip = null;
    sip?.close();
    this.lineSession = null;
    this.closeLineVoice();
    this.overCall();
    this.store.change({ connection, line: "off", heard: null });
  }

  private connection(connection: Connection): void {
    this.store.change({ connection });
  }

  private events(life: number) {
    const mine = <Rest extends unknown[]>(act: (...rest: Rest) => void) => (...rest: Rest) => {
      if (life === this.life) act(...rest);
    };
    return {
      connecting: mine(() => this.connection({ kind: "connecting" })),
      lost: mine(() => this.connection({ kind: "lost" })),
      registered: mine(() => this.registered()),
      unknown: mine(() => this.yield()),
      failed: mine(() => this.registerLater(life)),
      incoming: mine((call: Incoming) => this.incoming(call)),
    };
  }

  private registered(): void {
    const first = this.store.state.connection.kind !== "ready";
    this.tries = 0;
    this.connection({ kind: "ready" });
    if (!first) return;
    sayHere().catch(() => undefined);
    if (this.lineWanted && this.lineSession === null) this.dialLine();
  }

  private registerLater(life: number): void {
    this.connection({ kind: "lost" });
    setTimeout(() => life === this.life && this.sip?.register(), waitBefore(this.tries++, Math.random()));
  }

  // ---- an agent's call

  private incoming(call: Incoming): void {
    if (this.session !== null) return refuse(call.session, "busy");
    this.session = call.session;
    call.session.on("ended", () => this.overCall());
    call.session.on("failed", () => this.overCall());
    call.session.on("confirmed", () => this.nowTalking());
    this.store.change({ call: { state: "ringing", from: call.from, muted: false } });
    if (call.atOnce) void this.answer();
    else this.hush = ring();
  }

  async answer(): Promise<void> {
    const { session, sip } = this;
    const { call } = this.store.state;
    if (session === null || sip === null || call?.state !== "ringing") return;
    this.quiet();
    this.store.change({ call: { ...call, state: "answering" } });
    const voice = await this.openVoice(session);
    if (voice !== null) sip.answer(session, voice, (heard) => this.hear(this.ear, heard));
  }

  private nowTalking(): void {
    const { call } = this.store.state;
    if (call !== null) this.store.change({ call: { ...call, state: "talking" } });
  }

  decline(): void {
    if (this.session !== null && this.store.state.call?.state === "ringing") refuse(this.session, "declined");
  }

  mute(on: boolean): void {
    const { call } = this.store.state;
    if (this.session === null || call === null) return;
    if (on) this.session.mute({ audio: true });
    else this.session.unmute({ audio: true });
    this.store.change({ call: { ...call, muted: on } });
  }

  toggleMute(): void {
    const { call } = this.store.state;
    if (call?.state === "talking") this.mute(!call.muted);
  }

  press(key: string): void {
    this.session?.sendDTMF(key);
  }

  private overCall(): void {
    this.quiet();
    this.session = null;
    this.ear.srcObject = null;
    this.closeVoice();
    if (this.store.state.call !== null) this.store.change({ call: null });
    if (this.renewal) this.again();
  }

  private quiet(): void {
    this.hush?.();
    this.hush = null;
  }

  // ---- a supervisor's line

  /** Keeps a line up until told to leave it. */
  async keepLine(): Promise<void> {
    this.lineWanted = true;
    await this.start();
    if (this.store.state.connection.kind === "ready" && this.lineSession === null) this.dialLine();
  }

  leaveLine(): void {
    this.lineWanted = false;
    this.lineSession?.terminate();
  }

  private dialLine(): void {
    const { sip } = this;
    if (sip === null) return;
    this.store.change({ line: "connecting" });
    const session = sip.dial(this.lineVoice ?? this.lineQuiet(), (heard) => this.hearLine(heard));
    this.lineSession = session;
    session.on("confirmed", () => this.lineUp());
    session.on("ended", () => this.overLine(session, "lost"));
    session.on("failed", (event: EndEvent) => {
      if (isForbidden(event)) this.lineWanted = false;
      this.overLine(session, "refused");
    });
  }

  /** With the microphone on the line, or with silence: who only listens needs none. Throws what the browser says. */
  async speakOnLine(on: boolean): Promise<void> {
    this.lineSpeaks = on;
    if (on === (this.lineVoice !== null)) return;
    if (on) await this.openLineVoice();
    else this.closeLineVoice();
    await this.sayOnLine(this.lineVoice ?? this.lineQuiet());
  }

  /** A microphone that is not wanted any more once it is open is closed again. */
  private async openLineVoice(): Promise<void> {
    try {
      const voice = await openMicrophone(chosenDevices().microphone);
      if (!this.lineSpeaks || this.lineVoice !== null) return close(voice);
      this.lineVoice = voice;
      whenEnded(voice, () => void this.changeLineVoice());
      this.store.change({ microphone: "open", said: voice });
    } catch (error) {
      this.store.change({ microphone: reasonOf(error) });
      throw error;
    }
  }

  private closeLineVoice(): void {
    this.lineSpeaks = false;
    close(this.lineVoice);
    this.lineVoice = null;
    this.store.change({ said: null });
  }

  private lineQuiet(): MediaStream {
    return (this.lineSilence ??= silence());
  }

  private async sayOnLine(voice: MediaStream): Promise<void> {
    if (this.lineSession !== null) await replaceVoice(this.lineSession, voice);
  }

  private lineUp(): void {
    this.lineTries = 0;
    this.store.change({ line: "up" });
  }

  private overLine(session: RTCSession, then: "lost" | "refused"): void {
    if (session !== this.lineSession) return;
    this.lineSession = null;
    this.lineEar.srcObject = null;
    this.closeLineVoice();
    this.store.change({ line: this.lineWanted ? then : "off", heard: null });
    const life = this.life;
    if (!this.lineWanted) return;
    setTimeout(() => life === this.life && this.redial(), waitBefore(this.lineTries++, Math.random()));
  }

  private redial(): void {
    const ready = this.store.state.connection.kind === "ready";
    if (ready && this.lineWanted && this.lineSession === null) this.dialLine();
  }

  private hearLine(heard: MediaStream): void {
    this.hear(this.lineEar, heard);
    this.store.change({ heard });
  }

  // ---- sound

  /** Another microphone or speaker from now on, also in the middle of a call. */
  async choose(chosen: Chosen): Promise<void> {
    keepDevices(chosen);
    await this.lookAtDevices();
    await Promise.all([this.changeVoice(), this.changeLineVoice()]);
  }

  /** One was plugged in or pulled out: what was chosen is used where it is there, and the system's own where it is not. */
  private readonly devicesChanged = async (): Promise<void> => {
    const { microphone, gone: before } = this.store.state;
    await this.lookAtDevices();
    if (microphone === "missing" || before.microphone !== this.store.state.gone.microphone) {
      await Promise.all([this.changeVoice(), this.changeLineVoice()]);
    }
  };

  private async lookAtDevices(): Promise<void> {
    this.store.change({ gone: whichGone(chosenDevices(), await allDevices()) });
    playTo(this.ear, this.speaker());
    playTo(this.lineEar, this.speaker());
  }

  private speaker(): string {
    return this.store.state.gone.speaker ? "" : chosenDevices().speaker;
  }

  private async changeVoice(): Promise<void> {
    const { session, voice: before } = this;
    if (session === null || before === null) return;
    this.voice = null;
    const voice = await this.openVoice(session);
    if (voice !== null) await replaceVoice(session, voice);
    close(before);
    if (this.store.state.call?.muted) this.mute(true);
  }

  private async changeLineVoice(): Promise<void> {
    if (this.lineVoice === null) return;
    this.closeLineVoice();
    await this.speakOnLine(true).catch(() => this.sayOnLine(this.lineQuiet()));
  }

  /** For this call. Null where it is over by the time that the microphone is open: it is closed again. */
  private async openVoice(session: RTCSession): Promise<MediaStream | null> {
    if (this.voice !== null) return this.voice;
    const { stream, microphone } = await openVoice(chosenDevices().microphone);
    if (session !== this.session || this.voice !== null) {
      close(stream);
      return session === this.session ? this.voice : null;
    }
    this.voice = stream;
    whenEnded(stream, () => void this.changeVoice());
    this.store.change({ microphone });
    void this.lookAtDevices();
    return stream;
  }

  private closeVoice(): void {
    if (this.session !== null) return;
    close(this.voice);
    this.voice = null;
  }

  private hear(ear: HTMLAudioElement, heard: MediaStream): void {
    ear.srcObject = heard;
    playTo(ear, this.speaker());
    ear.play().catch(() => undefined);
  }
}

function passes(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 500);
}

export const phone = new Phone(phoneStore);
