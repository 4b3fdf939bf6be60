import { type Blocked, useUnblock } from "../api/blocked";
import { useWords } from "../messages/use";
import { Confirm } from "./Confirm";

/** Asks before a caller is let in again. */
export function UnblockConfirm({ entry, onClose }: { entry: Blocked; onClose: () => void }) {
  const { blocked } = useWords();
  const unblock = useUnblock();
  return (
    <Confirm
      question={blocked.unblockSure(entry.number)}
      yes={blocked.unblock}
      pending={unblock.isPending}
      error={unblock.error}
      onYes={() => unblock.mutate(entry.id, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{blocked.unblockMeans}</p>
    </Confirm>
  );
}
