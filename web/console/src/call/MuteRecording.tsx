import { Button } from "@mantine/core";
import { IconMicrophone, IconMicrophoneOff } from "@tabler/icons-react";

import type { useCallAction } from "../api/intents";
import type { LiveCall } from "../api/types";
import { useWords } from "../messages/use";

interface MuteRecordingProps {
  call: LiveCall;
  size: "sm" | "md";
  /** What went wrong with it is shown by whoever has it. */
  act: ReturnType<typeof useCallAction>;
}

/** While card data is spoken. Nothing where the call is not recorded. */
export function MuteRecording({ call, size, act }: MuteRecordingProps) {
  const { desk } = useWords();
  if (call.recording !== "on" && call.recording !== "muted") return null;
  const action = call.recording === "on" ? "mute_recording" : "unmute_recording";
  const Icon = call.recording === "on" ? IconMicrophoneOff : IconMicrophone;
  return (
    <Button
      size={size}
      variant="default"
      loading={act.isPending && act.variables === action}
      leftSection={<Icon size={16} aria-hidden />}
      onClick={() => act.mutate(action)}
    >
      {call.recording === "on" ? desk.muteRecording : desk.unmuteRecording}
    </Button>
  );
}
