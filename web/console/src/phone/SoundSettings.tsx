import { Button, NativeSelect } from "@mantine/core";
import { useCallback, useEffect, useRef, useState } from "react";

import { useWords } from "../messages/use";
import { type Chosen, chosenDevices, close, listDevices, openMicrophone, playTo, reasonOf } from "./devices";
import { useLevel, usePhone } from "./hooks";
import { phone } from "./phone";
import { GoneDevices } from "./PhoneBar";
import { testedNow } from "./tested";
import { sample } from "./tone";

interface Devices {
  inputs: MediaDeviceInfo[];
  outputs: MediaDeviceInfo[];
}

/** Which microphone and speaker, remembered in this browser, and whether they work. Also in the middle of a call. */
export function SoundSettings() {
  const { phone: words } = useWords();
  const [chosen, setChosen] = useState(chosenDevices);
  const [devices, look] = useDevices();
  const inCall = usePhone((state) => state.call !== null);
  const choose = (changed: Partial<Chosen>) => {
    const next = { ...chosen, ...changed };
    setChosen(next);
    void phone.choose(next);
  };
  return (
    <div className="phone-settings">
      {!inCall && <GoneDevices />}
      <DeviceField label={words.microphoneField} value={chosen.microphone} devices={devices.inputs} onChoose={(microphone) => choose({ microphone })} />
      <MicrophoneTest key={`${chosen.microphone} ${chosen.speaker}`} chosen={chosen} onOpened={look} />
      {devices.outputs.length > 0 && <DeviceField label={words.speakerField} value={chosen.speaker} devices={devices.outputs} onChoose={(speaker) => choose({ speaker })} />}
      <div>
        <Button size="compact-md" variant="default" onClick={sample}>
          {words.speakerTest}
        </Button>
      </div>
    </div>
  );
}

/** Looked for again whenever one is plugged in or out, and when the browser tells their names. */
function useDevices(): [Devices, () => void] {
  const [devices, setDevices] = useState<Devices>({ inputs: [], outputs: [] });
  const look = useCallback(() => {
    void Promise.all([listDevices("audioinput"), listDevices("audiooutput")]).then(([inputs, outputs]) => setDevices({ inputs, outputs }));
  }, []);
  useEffect(() => {
    look();
    navigator.mediaDevices.addEventListener("devicechange", look);
    return () => navigator.mediaDevices.removeEventListener("devicechange", look);
  }, [look]);
  return [devices, look];
}

interface DeviceFieldProps {
  label: string;
  value: string;
  devices: readonly MediaDeviceInfo[];
  onChoose: (id: string) => void;
}

function DeviceField({ label, value, devices, onChoose }: DeviceFieldProps) {
  const { phone: words } = useWords();
  const known = devices.filter((device) => device.deviceId !== "default" && device.label !== "");
  return (
    <NativeSelect
      label={label}
      value={known.some((device) => device.deviceId === value) ? value : ""}
      onChange={(event) => onChoose(event.currentTarget.value)}
      data={[{ value: "", label: words.systemDefault }, ...known.map((device) => ({ value: device.deviceId, label: device.label }))]}
    />
  );
}

/** A level, and one's own voice in the chosen speaker. */
function MicrophoneTest({ chosen, onOpened }: { chosen: Chosen; onOpened: () => void }) {
  const { phone: words } = useWords();
  const [stream, setStream] = useState<MediaStream | null>(null);
  const [trouble, setTrouble] = useState<"refused" | "missing" | null>(null);
  const level = useLevel(stream);
  useLoopback(stream, chosen.speaker);
  const begin = async () => {
    try {
      setStream(await openMicrophone(chosen.microphone));
      setTrouble(null);
      testedNow();
      onOpened();
    } catch (error) {
      setTrouble(reasonOf(error) === "missing" ? "missing" : "refused");
    }
  };
  return (
    <div className="phone-test">
      <Button size="compact-md" variant="default" onClick={() => (stream === null ? void begin() : setStream(null))}>
        {stream === null ? words.test : words.stopTest}
      </Button>
      {stream !== null && <meter className="phone-level" aria-label={words.level} min={0} max={1} value={level} />}
      {stream !== null && <span className="hint">{words.loopback}</span>}
      {trouble !== null && (
        <p className="mark mark-bad" role="alert">
          {words.microphone[trouble]}
        </p>
      )}
    </div>
  );
}

function useLoopback(stream: MediaStream | null, speaker: string): void {
  const ear = useRef<HTMLAudioElement | null>(null);
  useEffect(() => {
    if (stream === null) return undefined;
    ear.current ??= new Audio();
    const element = ear.current;
    element.srcObject = stream;
    playTo(element, speaker);
    element.play().catch(() => undefined);
    return () => {
      element.srcObject = null;
      close(stream);
    };
  }, [stream, speaker]);
}
