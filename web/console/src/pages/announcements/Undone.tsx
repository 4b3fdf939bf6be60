import { Button } from "@mantine/core";

import { useSetUpWords } from "../../messages/setup/use";

/** What was just done, and the way back. */
export function Undone({ said, pending, onUndo }: { said: string; pending: boolean; onUndo: () => void }) {
  const { history } = useSetUpWords();
  return (
    <p role="status" className="version-undo">
      {said}{" "}
      <Button size="compact-sm" variant="default" loading={pending} onClick={onUndo}>
        {history.undo}
      </Button>
    </p>
  );
}
