// @vitest-environment happy-dom
import type { RTCSession } from "jssip/lib/RTCSession";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Phone } from "../src/phone/phone";
import { Sip, type SipEvents } from "../src/phone/sip";
import { PhoneStore } from "../src/phone/store";

/** A microphone, open until its track is stopped. */
class Opened {
  open = true;
  private readonly track = { addEventListener: () => undefined, stop: () => (this.open = false) };
  getTracks = () => [this.track];
  getAudioTracks = () => [this.track];
}

/** A call or a line as the SIP library has it. */
class Session {
  private readonly heard = new Map<string, () => void>();
  connection = { getSenders: () => [] };
  on = (event: string, act: () => void) => void this.heard.set(event, act);
  tell = (event: string) => this.heard.get(event)?.();
  terminate = () => this.tell("ended");
}

const asSession = (session: Session) => session as unknown as RTCSession;

/** The browser's question, answered in its own time: one for each microphone asked for. */
let asked: ((opened: Opened) => void)[];
let events: SipEvents;
let line: Session;
let phone: Phone;
const answer = vi.fn();

beforeEach(() => {
  asked = [];
  line = new Session();
  answer.mockReset();
  vi.stubGlobal("RTCPeerConnection", Object);
  vi.stubGlobal("isSecureContext", true);
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({})));
  vi.stubGlobal("AudioContext", Silent);
  vi.stubGlobal("navigator", {
    mediaDevices: {
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
      enumerateDevices: () => Promise.resolve([]),
      getUserMedia: () => new Promise<Opened>((resolve) => asked.push(resolve)),
    },
  });
  vi.spyOn(Sip, "open").mockImplementation((_, given) => {
    events = given;
    return Promise.resolve({ answer, dial: () => asSession(line), close: () => undefined } as unknown as Sip);
  });
});

afterEach(() => {
  phone.stop();
  localStorage.clear();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const settled = () => new Promise((done) => setTimeout(done));

async function start(): Promise<void> {
  phone = new Phone(new PhoneStore());
  await phone.start();
  events.registered();
}

async function allow(at: number): Promise<Opened> {
  const opened = new Opened();
  asked[at]?.(opened);
  await settled();
  return opened;
}

function callComes(): Session {
  const session = new Session();
  events.incoming({ session: asSession(session), from: "+441632960111", atOnce: true });
  return session;
}

test("a call has the microphone that it is answered with until it is over", async () => {
  await start();
  const call = callComes();

  const voice = await allow(0);
  expect([answer.mock.calls.length, voice.open]).toEqual([1, true]);
  call.tell("ended");
  expect(voice.open).toBe(false);
});

test("a microphone that opens after its call is closed again", async () => {
  await start();
  callComes().tell("ended");

  expect([(await allow(0)).open, answer.mock.calls.length]).toEqual([false, 0]);
});

test("a microphone that opens for a call that is over does not go to the next one", async () => {
  await start();
  callComes().tell("ended");
  callComes();

  const late = await allow(0);
  const voice = await allow(1);
  expect([late.open, voice.open, answer.mock.calls.length]).toEqual([false, true, 1]);
});

test("another microphone chosen in a call that ends meanwhile is closed, and so is the one before", async () => {
  await start();
  const call = callComes();
  const before = await allow(0);

  const chosen = phone.choose({ microphone: "headset", speaker: "" });
  await settled();
  call.tell("ended");
  const after = await allow(1);
  await chosen;
  expect([before.open, after.open]).toEqual([false, false]);
});

test.each([
  ["it is told not to speak", () => void phone.speakOnLine(false)],
  ["the line is lost", () => line.tell("ended")],
  ["the phone is off", () => phone.stop()],
])("a microphone for the line is closed where meanwhile %s", async (_, meanwhile) => {
  await start();
  await phone.keepLine();
  const speaking = phone.speakOnLine(true);
  meanwhile();

  const voice = await allow(0);
  await speaking;
  expect(voice.open).toBe(false);
});

class Silent {
  state = "running";
  createGain = () => ({ gain: { value: 0 }, connect: (to: unknown) => to });
  createOscillator = () => ({ connect: (to: unknown) => to, start: () => undefined });
  createMediaStreamDestination = () => ({ stream: new Opened() });
}
