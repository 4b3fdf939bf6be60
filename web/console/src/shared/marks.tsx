import {
  IconArrowDownLeft,
  IconArrowUpRight,
  IconBan,
  IconBellRinging,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleDot,
  IconClock,
  IconCoffee,
  IconHeadset,
  IconHourglassHigh,
  IconMessages,
  IconMicrophoneOff,
  IconPencil,
  IconPhoneCalling,
  IconPhoneCheck,
  IconPhoneOff,
  IconPhoneX,
  IconPlayerPause,
  IconPlayerRecordFilled,
  IconPlugConnectedX,
  IconQuestionMark,
  IconRuler2,
  IconTransfer,
  IconUsers,
  IconVolume,
} from "@tabler/icons-react";
import type { ComponentType } from "react";

import type { AgentState, CallState, Direction, LiveRecording, Outcome, RecordingStatus } from "../api/types";
import { useWords, wordFor } from "../messages/use";

type Icon = ComponentType<{ size?: number; "aria-hidden"?: boolean }>;
type Tone = "good" | "busy" | "warn" | "bad" | "quiet";
export type Sign = readonly [Icon, Tone];

export const UNKNOWN: Sign = [IconQuestionMark, "quiet"];

const CALL: Record<CallState, Sign> = {
  choosing: [IconVolume, "quiet"],
  announcing: [IconVolume, "quiet"],
  informing: [IconVolume, "quiet"],
  queued: [IconHourglassHigh, "warn"],
  offering: [IconBellRinging, "warn"],
  connecting: [IconBellRinging, "warn"],
  talking: [IconMessages, "busy"],
  on_hold: [IconPlayerPause, "warn"],
  asking: [IconPhoneCalling, "warn"],
  consulting: [IconUsers, "warn"],
  consult_held: [IconMessages, "busy"],
  awaiting_agent: [IconPlugConnectedX, "warn"],
  returning: [IconBellRinging, "warn"],
  dialling: [IconPhoneCalling, "busy"],
  dismissing: [IconVolume, "quiet"],
  ringing_agent: [IconBellRinging, "busy"],
  ringing_customer: [IconPhoneCalling, "busy"],
  announcing_out: [IconVolume, "busy"],
  talking_outside: [IconTransfer, "busy"],
  taken_over: [IconHeadset, "busy"],
  ended: [IconPhoneOff, "quiet"],
};

const AGENT: Record<AgentState, Sign> = {
  available: [IconCircleCheck, "good"],
  reserved: [IconCircleDot, "busy"],
  ringing: [IconBellRinging, "busy"],
  talking: [IconMessages, "busy"],
  wrap_up: [IconPencil, "quiet"],
  break: [IconCoffee, "warn"],
  not_answering: [IconPhoneX, "bad"],
  device_lost: [IconPlugConnectedX, "bad"],
  signed_out: [IconCircleDashed, "quiet"],
};

const OUTCOME: Record<Outcome, Sign> = {
  answered: [IconPhoneCheck, "good"],
  missed: [IconPhoneX, "bad"],
  rejected: [IconBan, "quiet"],
  not_reached: [IconPhoneOff, "warn"],
  flowed_out: [IconPhoneCalling, "quiet"],
};

const RECORDING: Record<RecordingStatus, Sign> = {
  pending: [IconClock, "quiet"],
  stored: [IconCircleCheck, "good"],
  short: [IconRuler2, "warn"],
  failed: [IconPhoneX, "bad"],
  refused: [IconBan, "warn"],
};

const LIVE_RECORDING: Record<LiveRecording, Sign> = {
  off: [IconCircleDashed, "quiet"],
  on: [IconPlayerRecordFilled, "bad"],
  muted: [IconMicrophoneOff, "warn"],
  untold: [IconBan, "warn"],
  refused: [IconBan, "warn"],
};

function signOf(signs: Record<string, Sign>, value: string): Sign {
  return signs[value] ?? UNKNOWN;
}

export function Mark({ sign: [Icon, tone], text }: { sign: Sign; text: string }) {
  return (
    <span className={`mark mark-${tone}`} title={text}>
      <Icon size={15} aria-hidden />
      <span className="mark-text">{text}</span>
    </span>
  );
}

/** Only the sign is seen; its name is read out and shown on hover. */
export function SignOnly({ sign: [Icon, tone], text }: { sign: Sign; text: string }) {
  return (
    <span className={`mark mark-${tone}`} role="img" aria-label={text} title={text}>
      <Icon size={15} aria-hidden />
    </span>
  );
}

export function CallMark({ state }: { state: string }) {
  return <Mark sign={signOf(CALL, state)} text={wordFor(useWords().callState, state)} />;
}

export function AgentMark({ state, reason }: { state: string; reason?: string | null }) {
  const word = wordFor(useWords().agentState, state);
  return <Mark sign={signOf(AGENT, state)} text={reason ? `${word}: ${reason}` : word} />;
}

export function OutcomeMark({ outcome }: { outcome: string }) {
  return <Mark sign={signOf(OUTCOME, outcome)} text={wordFor(useWords().outcome, outcome)} />;
}

export function RecordingMark({ status }: { status: string }) {
  return <Mark sign={signOf(RECORDING, status)} text={wordFor(useWords().recordingStatus, status)} />;
}

export function RecordingSign({ status }: { status: string }) {
  return <SignOnly sign={signOf(RECORDING, status)} text={wordFor(useWords().recordingStatus, status)} />;
}

export function LiveRecordingSign({ recording }: { recording: string }) {
  return <SignOnly sign={signOf(LIVE_RECORDING, recording)} text={wordFor(useWords().liveRecording, recording)} />;
}

export function LiveRecordingMark({ recording }: { recording: string }) {
  return <Mark sign={signOf(LIVE_RECORDING, recording)} text={wordFor(useWords().liveRecording, recording)} />;
}

export function DirectionSign({ direction }: { direction: Direction }) {
  const Icon = direction === "inbound" ? IconArrowDownLeft : IconArrowUpRight;
  return <SignOnly sign={[Icon, "quiet"]} text={wordFor(useWords().direction, direction)} />;
}

/** A phone that is gone matters only while calls are to reach it. */
export function DeviceMark({ device, needed }: { device: string; needed: boolean }) {
  const sign: Sign = device === "registered" ? [IconCircleCheck, "quiet"] : [IconPlugConnectedX, needed ? "bad" : "quiet"];
  return <Mark sign={sign} text={wordFor(useWords().device, device)} />;
}
