import { audioContext } from "./devices";

const ON_S = 1;
const PERIOD_MS = 4000;

function burst(hertz: readonly number[], seconds: number): void {
  const context = audioContext();
  const volume = context.createGain();
  volume.gain.value = 0.1;
  volume.connect(context.destination);
  for (const frequency of hertz) {
    const tone = new OscillatorNode(context, { frequency });
    tone.connect(volume);
    tone.start();
    tone.stop(context.currentTime + seconds);
  }
}

/** Rings until the returned function is called: a second of tone, three of silence. */
export function ring(): () => void {
  const once = () => burst([440, 480], ON_S);
  once();
  const timer = setInterval(once, PERIOD_MS);
  return () => clearInterval(timer);
}

/** What the speaker test plays. */
export function sample(): void {
  burst([523, 659], 0.7);
}
