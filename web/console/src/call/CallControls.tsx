import { Button } from "@mantine/core";
import {
  IconArrowsRightLeft,
  IconPhoneOff,
  IconPlayerPause,
  IconPlayerPlay,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useState } from "react";

import { type CallAction, useCallAction } from "../api/intents";
import type { LiveCall } from "../api/types";
import { useWords } from "../messages/use";
import { Trouble } from "../shared/Trouble";
import { Consulting, ConsultOver } from "./Consulting";
import { MuteRecording } from "./MuteRecording";
import { type Offered, offeredIn } from "./offered";
import { TransferForm } from "./TransferForm";

interface CallControlsProps {
  call: LiveCall;
  size?: "sm" | "md";
  /** Those of the desk: keys that steer the call count there alone, however often the call is on the page. */
  keys?: boolean;
}

/** What can be done with a call that was answered. What was done shows when the server says so, and what went wrong until
 * something else can be done. */
export function CallControls({ call, size = "sm", keys = false }: CallControlsProps) {
  if (call.consult) return <Consulting call={call} consult={call.consult} size={size} keys={keys} />;
  const offered = offeredIn(call.state);
  return <Talking key={JSON.stringify(offered)} call={call} offered={offered} size={size} />;
}

function Talking({ call, offered, size }: { call: LiveCall; offered: Offered; size: "sm" | "md" }) {
  const words = useWords();
  const act = useCallAction(call.id);
  const [transferring, setTransferring] = useState(false);
  const button = (action: CallAction, label: string, icon: ReactNode, color = "") => (
    <Button
      size={size}
      variant="default"
      loading={act.isPending && act.variables === action}
      leftSection={icon}
      className={color}
      onClick={() => act.mutate(action)}
    >
      {label}
    </Button>
  );
  return (
    <div className="controls">
      <ConsultOver call={call} />
      <div className="buttons">
        {offered.hold &&
          (call.state === "on_hold"
            ? button("resume", words.desk.resume, <IconPlayerPlay size={16} aria-hidden />)
            : button("hold", words.desk.hold, <IconPlayerPause size={16} aria-hidden />))}
        {offered.muteRecording && <MuteRecording call={call} size={size} act={act} />}
        {offered.transfer && (
          <Button
            size={size}
            variant="default"
            aria-expanded={transferring}
            leftSection={<IconArrowsRightLeft size={16} aria-hidden />}
            onClick={() => setTransferring(!transferring)}
          >
            {words.desk.transfer}
          </Button>
        )}
        {button("hangup", words.desk.hangUp, <IconPhoneOff size={16} aria-hidden />, "button-bad")}
      </div>
      <Trouble error={act.error} />
      {transferring && <TransferForm call={call} asking={offered.askFirst} onDone={() => setTransferring(false)} />}
    </div>
  );
}
