import { IconAlertTriangle, IconHelp, IconNote, IconThumbUp, IconX } from "@tabler/icons-react";

import type { MarkKind } from "../../api/types";
import { useWords } from "../../messages/use";
import { Mark, type Sign } from "../../shared/marks";

export const KINDS: readonly MarkKind[] = ["good", "mistake", "critical", "question", "remark"];

const SIGNS: Record<MarkKind, Sign> = {
  good: [IconThumbUp, "good"],
  mistake: [IconX, "warn"],
  critical: [IconAlertTriangle, "bad"],
  question: [IconHelp, "busy"],
  remark: [IconNote, "quiet"],
};

export function MarkSign({ kind }: { kind: MarkKind }) {
  return <Mark sign={SIGNS[kind]} text={useWords().player.kind[kind]} />;
}
