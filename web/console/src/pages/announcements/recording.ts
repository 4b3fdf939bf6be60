import { audioContext } from "../../phone/devices";

/** What a microphone is saying, kept until it is stopped. */
export interface Take {
  stop: () => Promise<Blob>;
}

export function begin(stream: MediaStream): Take {
  const recorder = new MediaRecorder(stream);
  const pieces: Blob[] = [];
  recorder.addEventListener("dataavailable", ({ data }) => pieces.push(data));
  const ended = new Promise<void>((resolve) => recorder.addEventListener("stop", () => resolve()));
  recorder.start();
  return {
    stop: async () => {
      if (recorder.state !== "inactive") recorder.stop();
      await ended;
      return asWav(await audioContext().decodeAudioData(await new Blob(pieces).arrayBuffer()));
    },
  };
}

/** Browsers record in formats of their own, of which each knows how to read its own: what is sent is a WAV. */
function asWav(sound: AudioBuffer): Blob {
  return wavOf(sound.getChannelData(0), sound.sampleRate);
}

const HEAD = 44;
const FULL_SCALE = 32_767;

/** 16 bit, mono. Samples from -1 to 1. */
export function wavOf(samples: Float32Array, rate: number): Blob {
  const view = new DataView(new ArrayBuffer(HEAD + 2 * samples.length));
  const text = (at: number, word: string) => [...word].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, HEAD - 8 + 2 * samples.length, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, 2 * rate, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, 2 * samples.length, true);
  samples.forEach((sample, index) => view.setInt16(HEAD + 2 * index, Math.round(Math.min(1, Math.max(-1, sample)) * FULL_SCALE), true));
  return new Blob([view], { type: "audio/wav" });
}
