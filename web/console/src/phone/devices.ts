export type Microphone = "unknown" | "open" | "refused" | "missing";

const STORED = "ringback.phone";

/** Device ids as the browser gives them; empty is the system's own choice. */
export interface Chosen {
  microphone: string;
  speaker: string;
}

export function chosenDevices(): Chosen {
  try {
    return { microphone: "", speaker: "", ...(JSON.parse(localStorage.getItem(STORED) ?? "{}") as Partial<Chosen>) };
  } catch {
    return { microphone: "", speaker: "" };
  }
}

export function keepDevices(chosen: Chosen): void {
  localStorage.setItem(STORED, JSON.stringify(chosen));
}

/** Chosen, and not there now: the system's own stand in for it. */
export interface Gone {
  microphone: boolean;
  speaker: boolean;
}

export const NONE_GONE: Gone = { microphone: false, speaker: false };

type Known = Pick<MediaDeviceInfo, "kind" | "deviceId">;

/** A browser that gives no ids, before the microphone is allowed, or lists no speakers at all, says nothing about them. */
export function whichGone(chosen: Chosen, devices: readonly Known[]): Gone {
  const gone = (kind: MediaDeviceKind, id: string): boolean => {
    const named = devices.filter((device) => device.kind === kind && device.deviceId !== "");
    return id !== "" && named.length > 0 && named.every((device) => device.deviceId !== id);
  };
  return { microphone: gone("audioinput", chosen.microphone), speaker: gone("audiooutput", chosen.speaker) };
}

export function allDevices(): Promise<MediaDeviceInfo[]> {
  return navigator.mediaDevices.enumerateDevices();
}

/** Why a phone cannot be in this page at all; null where it can. */
export function obstacle(): "no_webrtc" | "insecure" | null {
  if (typeof RTCPeerConnection === "undefined") return "no_webrtc";
  return window.isSecureContext ? null : "insecure";
}

export interface Voice {
  stream: MediaStream;
  microphone: Microphone;
}

/** What goes out: the chosen microphone, or silence where it is refused. Without any sound the switch would end the line. */
export async function openVoice(deviceId: string): Promise<Voice> {
  try {
    return { stream: await openMicrophone(deviceId), microphone: "open" };
  } catch (error) {
    return { stream: silence(), microphone: reasonOf(error) };
  }
}

/** A device that is gone since it was chosen gives way to the system's own. */
export async function openMicrophone(deviceId: string): Promise<MediaStream> {
  const audio: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  return navigator.mediaDevices.getUserMedia({ audio: deviceId === "" ? audio : { ...audio, deviceId: { ideal: deviceId } } });
}

export function reasonOf(error: unknown): Microphone {
  const name = error instanceof DOMException ? error.name : "";
  return name === "NotFoundError" || name === "OverconstrainedError" ? "missing" : "refused";
}

export function silence(): MediaStream {
  const context = audioContext();
  const quiet = context.createGain();
  quiet.gain.value = 0;
  const source = context.createOscillator();
  const out = context.createMediaStreamDestination();
  source.connect(quiet).connect(out);
  source.start();
  return out.stream;
}

/** Called when what comes in ends by itself: its device was pulled out, or taken away from us. */
export function whenEnded(stream: MediaStream, act: () => void): void {
  stream.getAudioTracks().forEach((track) => track.addEventListener("ended", act));
}

export function close(stream: MediaStream | null): void {
  stream?.getTracks().forEach((track) => track.stop());
}

let shared: AudioContext | null = null;

/** One for the page. It may sleep until the first click or key. */
export function audioContext(): AudioContext {
  shared ??= new AudioContext();
  if (shared.state === "suspended") void shared.resume();
  return shared;
}

/** Names are empty until a microphone has been allowed once. */
export async function listDevices(kind: "audioinput" | "audiooutput"): Promise<MediaDeviceInfo[]> {
  const all = await allDevices();
  return all.filter((device) => device.kind === kind && device.deviceId !== "");
}

/** Plays to the chosen speaker, where the browser lets us choose; a speaker that is gone gives way to the system's own. */
export function playTo(element: HTMLAudioElement, speaker: string): void {
  if ("setSinkId" in element) element.setSinkId(speaker).catch(() => undefined);
}

/** How loud it is now, from 0 to 1. Stop it with what it returns. */
export function watchLevel(stream: MediaStream, tell: (level: number) => void): () => void {
  const context = audioContext();
  const source = context.createMediaStreamSource(stream);
  const meter = context.createAnalyser();
  meter.fftSize = 1024;
  source.connect(meter);
  const samples = new Float32Array(meter.fftSize);
  const timer = setInterval(() => {
    meter.getFloatTimeDomainData(samples);
    tell(loudness(samples));
  }, 100);
  return () => {
    clearInterval(timer);
    source.disconnect();
  };
}

const QUIET_DB = -60;

/** Ears hear in decibels: −60 dB and less is 0, full scale 1. */
export function loudness(samples: Float32Array): number {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  const decibels = 10 * Math.log10(power + 1e-12);
  return Math.min(1, Math.max(0, 1 - decibels / QUIET_DB));
}
