import type * as JsSip from "jssip";
import type { EndEvent, RTCSession } from "jssip/lib/RTCSession";
import type { RTCSessionEvent } from "jssip/lib/UA";

import type { PhoneAccess } from "../api/phone";

/** How often the switch is told that we are still there: so soon does a page learn that another one has the phone. */
const REGISTER_SECONDS = 60;
const FIRST_RECONNECT_S = 1;
const LONGEST_RECONNECT_S = 15;
/** Candidates that have not come by then are done without. */
const GATHER_MS = 300;
const AT_ONCE = "X-Ringback-Answer";
const FORBIDDEN = 403;
const BUSY = 486;
const DECLINED = 480;

export interface Incoming {
  session: RTCSession;
  from: string;
  /** The owner expects this call: nobody has to press a button. */
  atOnce: boolean;
}

export interface SipEvents {
  connecting: () => void;
  lost: () => void;
  registered: () => void;
  /** Another page has the phone, or the switch does not know us any more. */
  unknown: () => void;
  /** Not registered, for a reason that passes. */
  failed: () => void;
  incoming: (call: Incoming) => void;
}

/** A SIP user agent over the switch's own websocket. The library is loaded when the first phone is. */
export class Sip {
  private constructor(
    private readonly agent: JsSip.UA,
    private readonly access: PhoneAccess,
  ) {}

  static async open(access: PhoneAccess, events: SipEvents): Promise<Sip> {
    const { UA, WebSocketInterface } = await library();
    const agent = new UA({
      sockets: [new WebSocketInterface(access.url)],
      uri: access.uri,
      password: access.password,
      register_expires: REGISTER_SECONDS,
      session_timers: false,
      connection_recovery_min_interval: FIRST_RECONNECT_S,
      connection_recovery_max_interval: LONGEST_RECONNECT_S,
      user_agent: "Ringback",
    });
    listen(agent, events);
    agent.start();
    return new Sip(agent, access);
  }

  register(): void {
    this.agent.register();
  }

  answer(session: RTCSession, voice: MediaStream, onTrack: (stream: MediaStream) => void): void {
    session.on("peerconnection", ({ peerconnection }) => hearTracks(peerconnection, onTrack));
    gatherQuickly(session);
    nameAnAddress(session);
    session.answer({ mediaStream: voice, pcConfig: this.pcConfig() });
  }

  /** Dials the line that stays up. */
  dial(voice: MediaStream, onTrack: (stream: MediaStream) => void): RTCSession {
    const session = this.agent.call(this.access.line, { mediaStream: voice, pcConfig: this.pcConfig() });
    gatherQuickly(session);
    nameAnAddress(session);
    if (session.connection) hearTracks(session.connection, onTrack);
    else session.on("peerconnection", ({ peerconnection }) => hearTracks(peerconnection, onTrack));
    return session;
  }

  /** Ends calls, unregisters and disconnects. */
  close(): void {
    this.agent.stop();
  }

  private pcConfig(): RTCConfiguration {
    return { iceServers: this.access.ice_servers };
  }
}

async function library(): Promise<typeof JsSip> {
  const loaded = (await import("jssip")) as typeof JsSip & { default?: typeof JsSip };
  return loaded.default ?? loaded;
}

function listen(agent: JsSip.UA, events: SipEvents): void {
  agent.on("connecting", events.connecting);
  agent.on("disconnected", events.lost);
  agent.on("registered", events.registered);
  agent.on("registrationFailed", ({ response }) => {
    const status = (response as { status_code?: number } | null)?.status_code ?? 0;
    if (status === 401 || status === 403 || status === 404) events.unknown();
    else events.failed();
  });
  agent.on("newRTCSession", ({ originator, session, request }: RTCSessionEvent) => {
    if (String(originator) !== "remote") return;
    const from = session.remote_identity.uri.user ?? "";
    events.incoming({ session, from, atOnce: request.getHeader(AT_ONCE) !== undefined });
  });
}

function hearTracks(connection: RTCPeerConnection, onTrack: (stream: MediaStream) => void): void {
  connection.addEventListener("track", ({ track }) => onTrack(new MediaStream([track])));
}

function gatherQuickly(session: RTCSession): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  session.on("icecandidate", ({ ready }) => {
    timer ??= setTimeout(ready, GATHER_MS);
  });
}

/** An address where nobody is (RFC 5737). */
const NOWHERE = "198.51.100.1";
const CANDIDATE = `a=candidate:1 1 udp 1 ${NOWHERE} 9 typ host\r\n`;

/** A page that may not use the microphone gives its addresses as `.local` names, which the switch cannot resolve. Told of no
 * address, it would not let ours find it; and 0.0.0.0 means to it that we are on hold, and hear nothing. So it is told of one
 * that leads nowhere. */
export function withAnAddress(sdp: string): string {
  const known = sdp.replace(/^a=candidate:.* [\w-]+\.local .*\r\n/gm, "");
  if (known.includes("a=candidate:") || known === sdp) return known;
  return known.replace("c=IN IP4 0.0.0.0", `c=IN IP4 ${NOWHERE}`) + CANDIDATE;
}

function nameAnAddress(session: RTCSession): void {
  session.on("sdp", (event) => {
    if (String(event.originator) === "local") event.sdp = withAnAddress(event.sdp);
  });
}

/** The switch's word that I may have no line: asking again by itself would change nothing. */
export function isForbidden({ originator, message }: EndEvent): boolean {
  return String(originator) === "remote" && (message as { status_code?: number } | null)?.status_code === FORBIDDEN;
}

export function refuse(session: RTCSession, why: "busy" | "declined"): void {
  session.terminate({ status_code: why === "busy" ? BUSY : DECLINED });
}

/** From now on another microphone is heard, without a word to the other side. */
export async function replaceVoice(session: RTCSession, voice: MediaStream): Promise<void> {
  const [track] = voice.getAudioTracks();
  const sender = session.connection?.getSenders().find((each) => each.track?.kind === "audio");
  if (track && sender) await sender.replaceTrack(track);
}
