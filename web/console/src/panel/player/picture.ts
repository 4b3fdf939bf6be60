import type { Span } from "./place";
import { silencesOf } from "./silence";

/** Enough points for a panel's width; more would only be drawn over each other. */
const POINTS = 1_200;
/** Low enough that an hour fits into memory, high enough for the shape of speech. In Hz. */
const DECODE_RATE = 8_000;

/** The loudest sample of each of `points` equal stretches, in 0 to 1. */
export function peaksOf(samples: Float32Array, points = POINTS): number[] {
  const stretch = Math.max(1, samples.length / points);
  const count = Math.min(points, samples.length);
  return Array.from({ length: count }, (_, index) => loudest(samples, Math.floor(index * stretch), Math.floor((index + 1) * stretch)));
}

function loudest(samples: Float32Array, from: number, to: number): number {
  let peak = 0;
  for (let index = from; index < to; index++) peak = Math.max(peak, Math.abs(samples[index] ?? 0));
  return peak;
}

/** What is to be seen of a recording. */
export interface Picture {
  /** One list of peaks per channel: the customer, then our side. */
  peaks: number[][];
  seconds: number;
  /** Where neither side speaks. */
  silences: Span[];
}

/** Decodes a sound file. Rejects where the browser does not know its format. */
export async function pictureOf(file: Blob): Promise<Picture> {
  const context = new OfflineAudioContext(2, 1, DECODE_RATE);
  const sound = await context.decodeAudioData(await file.arrayBuffer());
  const sides = Array.from({ length: sound.numberOfChannels }, (_, channel) => sound.getChannelData(channel));
  return { peaks: sides.map((samples) => peaksOf(samples)), seconds: sound.duration, silences: silencesOf(sides, sound.sampleRate) };
}
