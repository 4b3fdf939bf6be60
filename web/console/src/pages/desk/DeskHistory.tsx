import { useWords } from "../../messages/use";
import { CallerHistory, useCaller } from "../../panel/contact/CallerHistory";

interface DeskHistoryProps {
  project: string | null;
  number: string | null;
  call: string;
}

/** Who calls, and what was before. */
export function DeskHistory({ project, number, call }: DeskHistoryProps) {
  const { myDesk } = useWords();
  const caller = useCaller(project, number);
  if (caller === undefined || number === null) return null;
  return <CallerHistory contact={caller} number={number} call={call} id="desk-history" title={myDesk.history} none={myDesk.firstTime} />;
}
