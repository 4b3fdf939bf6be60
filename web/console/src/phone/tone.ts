import { audioContext, chosenDevices, playTo } from "./devices";

const ON_S = 1;
const PERIOD_MS = 4000;

/** In the chosen speaker: the context itself knows the system's own only. */
function burst(hertz: readonly number[], seconds: number): void {
  const context = audioContext();
  const volume = context.createGain();
  const out = context.createMediaStreamDestination();
  volume.gain.value = 0.1;
  volume.connect(out);
  play(out.stream, seconds);
  for (const frequency of hertz) {
    const tone = new OscillatorNode(context, { frequency });
    tone.connect(volume);
    tone.start();
    tone.stop(context.currentTime + seconds);
  }
}

function play(stream: MediaStream, seconds: number): void {
  const ear = new Audio();
  ear.srcObject = stream;
  playTo(ear, chosenDevices().speaker);
  ear.play().catch(() => undefined);
  setTimeout(() => (ear.srcObject = null), (seconds + 1) * 1000);
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
