import {
  IconAlertCircle,
  IconBellRinging,
  IconCircleCheck,
  IconCircleDashed,
  IconClock,
  IconEye,
  IconHandStop,
  IconMessage,
  IconPhoneCall,
  IconPhoneOutgoing,
  IconQuestionMark,
  IconSend,
} from "@tabler/icons-react";

import type { CaseStatus, StepKind, TextStatus } from "../api/caseTypes";
import { useWords, wordFor } from "../messages/use";
import { Mark, type Sign, UNKNOWN } from "./marks";

const STATUS: Record<CaseStatus, Sign> = {
  planned: [IconClock, "busy"],
  in_hand: [IconPhoneCall, "busy"],
  waiting: [IconCircleDashed, "quiet"],
  texting: [IconMessage, "busy"],
  needs_person: [IconEye, "bad"],
  held: [IconHandStop, "warn"],
  closed: [IconCircleCheck, "quiet"],
};

const STEP: Record<StepKind, Sign> = {
  call_at: [IconPhoneOutgoing, "busy"],
  text_at: [IconSend, "busy"],
  wait: [IconCircleDashed, "quiet"],
  needs_person: [IconEye, "bad"],
  hold: [IconHandStop, "warn"],
  close: [IconCircleCheck, "quiet"],
};

const TEXT: Record<TextStatus, Sign> = {
  begun: [IconClock, "quiet"],
  accepted: [IconSend, "quiet"],
  sent: [IconSend, "busy"],
  delivered: [IconCircleCheck, "good"],
  undelivered: [IconAlertCircle, "bad"],
  refused: [IconHandStop, "bad"],
  unknown: [IconQuestionMark, "warn"],
  received: [IconBellRinging, "busy"],
};

export function CaseMark({ status }: { status: string }) {
  return <Mark sign={STATUS[status as CaseStatus] ?? UNKNOWN} text={wordFor(useWords().cases.status, status)} />;
}

export function StepMark({ kind }: { kind: StepKind }) {
  return <Mark sign={STEP[kind] ?? UNKNOWN} text={wordFor(useWords().cases.step, kind)} />;
}

export function TextMark({ status }: { status: string }) {
  return <Mark sign={TEXT[status as TextStatus] ?? UNKNOWN} text={wordFor(useWords().texts.status, status)} />;
}
