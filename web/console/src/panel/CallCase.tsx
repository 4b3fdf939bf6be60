import { Button } from "@mantine/core";

import { useCaseOfCall } from "../api/cases";
import { useFilters } from "../app/filters";
import { useWords, wordFor } from "../messages/use";

/** Leads from a call to the case it is about; says why a caller who was missed has none. */
export function CallCase({ call }: { call: string }) {
  const words = useWords();
  const { change } = useFilters();
  const { found, none } = useCaseOfCall(call).data ?? { found: null, none: null };
  if (found === null) return none === null ? null : <p className="hint">{wordFor(words.cases.noCase, none)}</p>;
  return (
    <p>
      <Button size="compact-sm" variant="default" onClick={() => change({ call: undefined, case: String(found.id) })}>
        {words.cases.open(found.contact.name || found.number)}
      </Button>
    </p>
  );
}
