import { useCallback, useEffect, useRef, useState } from "react";

import { audioContext } from "../../phone/devices";

/** Plays a sound that is in memory: whether it is playing, and how to begin and to stop. */
export function usePlaying() {
  const [playing, setPlaying] = useState(false);
  const source = useRef<AudioBufferSourceNode | null>(null);
  const stop = useCallback(() => {
    source.current?.stop();
    source.current = null;
    setPlaying(false);
  }, []);
  const play = useCallback(
    async (sound: ArrayBuffer) => {
      stop();
      const context = audioContext();
      const node = context.createBufferSource();
      node.buffer = await context.decodeAudioData(sound.slice(0));
      node.connect(context.destination);
      node.addEventListener("ended", () => {
        if (source.current === node) setPlaying(false);
      });
      source.current = node;
      node.start();
      setPlaying(true);
    },
    [stop],
  );
  useEffect(() => stop, [stop]);
  return { playing, play, stop };
}
