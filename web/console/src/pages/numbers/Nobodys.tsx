import { Button } from "@mantine/core";

import { useCalls } from "../../api/queries";
import type { CallsPage } from "../../api/types";
import { useFilters } from "../../app/filters";
import { useMe } from "../../app/me";
import { may } from "../../app/session";
import { useSetUpWords } from "../../messages/setup/use";
import { useMoment } from "../../shared/useMoment";

export interface Called {
  did: string;
  /** When it was called last. */
  at: string;
  calls: number;
}

/** Numbers that were called lately and are nobody's, each once; null for who sees no calls. */
export function useNobodys(): Called[] | null {
  const found = useCalls({ outcome: "rejected", reason: "unknown_number" }, may(useMe(), "see_calls"));
  if (found.data === undefined) return null;
  return grouped(found.data.calls);
}

/** `calls` come latest first. */
export function grouped(calls: readonly Pick<CallsPage["calls"][number], "dialled" | "arrived_at">[]): Called[] {
  const found = new Map<string, Called>();
  for (const { dialled, arrived_at } of calls) {
    if (dialled === "") continue;
    const known = found.get(dialled);
    found.set(dialled, known ? { ...known, calls: known.calls + 1 } : { did: dialled, at: arrived_at, calls: 1 });
  }
  return [...found.values()];
}

/** Called, but nobody's: each to be assigned. */
export function Nobodys({ found }: { found: readonly Called[] }) {
  const { numbers } = useSetUpWords();
  const me = useMe();
  const moment = useMoment();
  const { change } = useFilters();
  if (found.length === 0) return null;
  return (
    <section className="boxed" aria-labelledby="nobodys">
      <h2 id="nobodys">{numbers.nobodys}</h2>
      <ul className="access-list">
        {found.map(({ did, at, calls }) => (
          <li key={did}>
            <span className="access-what">
              <span className="figures access-name">{did}</span>
              <span className="hint">{numbers.calledLast(calls, moment(at))}</span>
            </span>
            {may(me, "administer") && (
              <Button size="compact-sm" variant="default" aria-label={numbers.assignThe(did)} onClick={() => change({ make: did, open: undefined })}>
                {numbers.assign}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
