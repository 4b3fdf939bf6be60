import { useTakeOffList } from "../api/contacts";
import type { Listed } from "../api/caseTypes";
import { useWords } from "../messages/use";
import { Confirm } from "./Confirm";

/** Asks before a number is taken off the do-not-call list. */
export function TakeOff({ entry, onClose }: { entry: Listed; onClose: () => void }) {
  const { list } = useWords().contacts;
  const off = useTakeOffList();
  return (
    <Confirm
      question={list.offSure(entry.number)}
      yes={list.off}
      pending={off.isPending}
      error={off.error}
      onYes={() => off.mutate(entry.id, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{list.offMeans}</p>
    </Confirm>
  );
}
