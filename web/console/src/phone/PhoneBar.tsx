import { Button, Popover } from "@mantine/core";
import { IconDialpad, IconMicrophone, IconMicrophoneOff, IconPhone, IconPhoneIncoming, IconPhoneOff, IconVolumeOff } from "@tabler/icons-react";

import { useWords } from "../messages/use";
import { useNumber } from "../shared/useNumber";
import { usePhone } from "./hooks";
import { phone } from "./phone";
import type { PhoneCall } from "./store";

/** The call on the phone in this page, on top of every page. Hold, transfer and hanging up are the call's own buttons. */
export function PhoneBar({ call }: { call: PhoneCall }) {
  const words = useWords();
  const ringing = call.state === "ringing";
  return (
    <section className={ringing ? "phone-bar phone-bar-ringing" : "phone-bar"} aria-label={words.phone.bar}>
      <p className="phone-bar-state" role={ringing ? "alert" : "status"}>
        {ringing ? <IconPhoneIncoming size={18} aria-hidden /> : <IconPhone size={18} aria-hidden />}
        <StateWord call={call} /> <Caller from={call.from} />
      </p>
      {ringing ? <Ringing /> : <Talking call={call} />}
      <MicrophoneTrouble />
      <GoneDevices />
    </section>
  );
}

function StateWord({ call }: { call: PhoneCall }) {
  const { phone: words } = useWords();
  const said = { ringing: words.incoming, answering: words.answering, talking: words.talking };
  return <strong>{said[call.state]}</strong>;
}

function Caller({ from }: { from: string }) {
  const words = useWords();
  const number = useNumber();
  return <span className="figures">{from.startsWith("+") ? number(from) : words.phone.hidden}</span>;
}

function Ringing() {
  const { phone: words } = useWords();
  return (
    <div className="buttons">
      <Button leftSection={<IconPhone size={16} aria-hidden />} aria-keyshortcuts="Alt+A" onClick={() => void phone.answer()}>
        {words.answer}
      </Button>
      <Button variant="default" className="button-bad" leftSection={<IconPhoneOff size={16} aria-hidden />} aria-keyshortcuts="Alt+D" onClick={() => phone.decline()}>
        {words.decline}
      </Button>
      <span className="hint">{words.keys}</span>
    </div>
  );
}

function Talking({ call }: { call: PhoneCall }) {
  const { phone: words } = useWords();
  const icon = call.muted ? <IconMicrophoneOff size={16} aria-hidden /> : <IconMicrophone size={16} aria-hidden />;
  return (
    <div className="buttons">
      <Button variant={call.muted ? "filled" : "default"} leftSection={icon} aria-keyshortcuts="Alt+M" onClick={() => phone.toggleMute()}>
        {call.muted ? words.unmute : words.mute}
      </Button>
      <Keypad />
      {call.muted && (
        <span className="mark mark-bad" role="status">
          {words.mutedNow}
        </span>
      )}
    </div>
  );
}

const PAD = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];

function Keypad() {
  const { phone: words } = useWords();
  return (
    <Popover position="bottom" withArrow trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconDialpad size={16} aria-hidden />}>
          {words.keypad}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className="phone-pad">
          {PAD.map((key) => (
            <Button key={key} variant="default" onClick={() => phone.press(key)}>
              {key}
            </Button>
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

/** Said where it matters: while somebody is being talked to. */
function MicrophoneTrouble() {
  const { phone: words } = useWords();
  const microphone = usePhone((state) => state.microphone);
  if (microphone !== "refused" && microphone !== "missing") return null;
  return (
    <p className="mark mark-bad" role="alert">
      <IconMicrophoneOff size={16} aria-hidden />
      {words.microphone[microphone]}
    </p>
  );
}

/** What was chosen and pulled out since. */
export function GoneDevices() {
  const { phone: words } = useWords();
  const gone = usePhone((state) => state.gone);
  return (["microphone", "speaker"] as const)
    .filter((kind) => gone[kind])
    .map((kind) => (
      <p key={kind} className="mark mark-bad" role="alert">
        {kind === "microphone" ? <IconMicrophoneOff size={16} aria-hidden /> : <IconVolumeOff size={16} aria-hidden />}
        {words.deviceGone[kind]}
      </p>
    ));
}
