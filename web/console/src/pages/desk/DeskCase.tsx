import { Button } from "@mantine/core";

import { useCase, useCaseOfCall } from "../../api/cases";
import { useFilters } from "../../app/filters";
import { useWords, wordFor } from "../../messages/use";
import { CaseState } from "../../panel/case/CasePanel";
import { WordButtons } from "../../panel/case/WordButtons";
import { useMoment } from "../../shared/useMoment";

/** The case that my call is about: why they waited, and what came of it in one click. */
export function DeskCase({ call }: { call: string }) {
  const found = useCaseOfCall(call).data?.found;
  return found ? <KnownCase id={String(found.id)} /> : null;
}

function KnownCase({ id }: { id: string }) {
  const words = useWords();
  const moment = useMoment();
  const { change } = useFilters();
  const { data: each } = useCase(id);
  if (each === undefined) return null;
  const last = each.missed.at(-1);
  return (
    <section className="desk-case" aria-labelledby="desk-case">
      <h3 id="desk-case">{words.cases.deskTitle}</h3>
      {each.contact.name && <p>{each.contact.name}</p>}
      <CaseState of={each} />
      {last && (
        <p className="hint">
          {words.cases.missed} <span className="figures">{moment(last.at)}</span> {wordFor(words.reason, last.reason)}
        </p>
      )}
      <WordButtons of={each} />
      <Button size="compact-sm" variant="default" onClick={() => change({ case: id })}>
        {words.cases.open(each.contact.name || each.number)}
      </Button>
    </section>
  );
}
