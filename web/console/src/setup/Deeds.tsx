import { Button } from "@mantine/core";
import { useState } from "react";

import { type Deed, useDeeds, useUndo, type Which } from "../api/setup";
import { type SetUpWords, useSetUpWords } from "../messages/setup/use";
import { PanelSection } from "../shared/SidePanel";
import { Loading } from "../shared/parts";
import { Trouble } from "../shared/Trouble";
import { useMoment } from "../shared/useMoment";
import { Changes, Review } from "./Review";
import type { Naming } from "./shown";

interface DeedsProps {
  which: Which;
  naming: (deed: Deed) => Naming;
  /** Whether the viewer may undo. */
  changes: boolean;
}

/** Who changed what and when, each change to be undone. */
export function Deeds({ which, naming, changes }: DeedsProps) {
  const { history } = useSetUpWords();
  const asked = useDeeds(which);
  const deeds = asked.data?.pages.flatMap((page) => page.changes) ?? [];
  return (
    <PanelSection id="setup-changes" title={history.title}>
      <Trouble error={asked.error} onRetry={() => void asked.refetch()} />
      {asked.isPending && !asked.isError && <Loading />}
      {asked.data && deeds.length === 0 && <p className="hint">{history.empty}</p>}
      <ul className="deeds">
        {deeds.map((deed) => (
          <OneDeed key={deed.id} deed={deed} naming={naming(deed)} changes={changes} named={which.key === undefined} />
        ))}
      </ul>
      {asked.hasNextPage && (
        <Button size="compact-sm" variant="default" loading={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>
          {history.older}
        </Button>
      )}
    </PanelSection>
  );
}

interface OneDeedProps {
  deed: Deed;
  naming: Naming;
  changes: boolean;
  /** Say what it was about. */
  named: boolean;
}

function OneDeed({ deed, naming, changes, named }: OneDeedProps) {
  const { history } = useSetUpWords();
  const moment = useMoment();
  const [undoing, setUndoing] = useState(false);
  return (
    <li>
      <details>
        <summary>
          <span className="figures">{moment(deed.at)}</span> <b>{deed.by}</b> {named && <span>{deed.key}</span>}{" "}
          <span className="hint">({kindOf(deed, history)})</span>
        </summary>
        <Changes changes={deed.changes} naming={naming} />
        {changes && deed.can_undo && (
          <Button size="compact-sm" variant="default" onClick={() => setUndoing(true)}>
            {history.undo}
          </Button>
        )}
      </details>
      {undoing && <Undoing deed={deed} naming={naming} onClose={() => setUndoing(false)} />}
    </li>
  );
}

function kindOf({ undone_by, added, removed, undoes }: Deed, { undone, made, removed: gone, undoing, changed }: SetUpWords["history"]): string {
  if (undone_by !== null) return undone;
  if (undoes !== null) return undoing;
  return added ? made : removed ? gone : changed;
}

/** Its own difference first: that of the change, turned round. */
function Undoing({ deed, naming, onClose }: { deed: Deed; naming: Naming; onClose: () => void }) {
  const { history } = useSetUpWords();
  const undo = useUndo();
  const back = deed.changes.map(({ field, before, after }) => ({ field, before: after, after: before }));
  return (
    <Review
      difference={{ changes: back, warnings: [] }}
      naming={naming}
      title={history.undoTitle}
      hint={history.undoHint}
      yes={history.undo}
      pending={undo.isPending}
      error={undo.error}
      onYes={() => undo.mutate(deed.id, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}
