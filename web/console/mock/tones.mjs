// For developing the console only: a stereo WAV with a tone on each side, now one speaking, now the other.

const RATE = 8_000;

export function twoTones(seconds) {
  const frames = seconds * RATE;
  const file = Buffer.alloc(44 + frames * 4);
  writeHeader(file, frames);
  for (let frame = 0; frame < frames; frame++) writeFrame(file, frame);
  return file;
}

function writeFrame(file, frame) {
  const at = frame / RATE;
  const customerSpeaks = Math.floor(at / 2.5) % 2 === 0;
  const swell = 0.35 + 0.65 * Math.abs(Math.sin(at * 3.1) * Math.cos(at * 7.3));
  const left = customerSpeaks ? Math.sin(2 * Math.PI * 440 * at) * swell : 0;
  const right = customerSpeaks ? 0 : Math.sin(2 * Math.PI * 660 * at) * swell;
  file.writeInt16LE(Math.round(left * 20_000), 44 + frame * 4);
  file.writeInt16LE(Math.round(right * 20_000), 46 + frame * 4);
}

function writeHeader(file, frames) {
  file.write("RIFF", 0);
  file.writeUInt32LE(36 + frames * 4, 4);
  file.write("WAVEfmt ", 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(2, 22);
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(RATE * 4, 28);
  file.writeUInt16LE(4, 32);
  file.writeUInt16LE(16, 34);
  file.write("data", 36);
  file.writeUInt32LE(frames * 4, 40);
}
