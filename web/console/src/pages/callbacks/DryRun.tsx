import type { DryRun as Run, Tried } from "../../api/caseTypes";
import { useFilters } from "../../app/filters";
import { useWords } from "../../messages/use";
import { StepLine } from "../../panel/case/CasePanel";
import { WhyLists } from "../../shared/rules";

/** What would happen now to the open cases: those that would go another way, each with its reasons. */
export function DryRun({ run }: { run: Run }) {
  const words = useWords();
  const changed = run.tried.filter(({ same }) => !same);
  return (
    <section ref={intoView} aria-labelledby="dry-run" className="dry-run">
      <h2 id="dry-run">{words.rules.dryRunTitle}</h2>
      {run.tried.length === 0 ? (
        <p role="status">{words.rules.dryRunNone}</p>
      ) : (
        <p role="status">{words.rules.dryRunSame(run.tried.length - changed.length, run.tried.length)}</p>
      )}
      <ol>
        {changed.map((tried) => (
          <TriedItem key={tried.case} of={tried} />
        ))}
      </ol>
    </section>
  );
}

/** It stands below a long form, and was asked for: once it is there, it is seen. */
function intoView(section: HTMLElement | null): void {
  section?.scrollIntoView({ block: "start" });
}

function TriedItem({ of: each }: { of: Tried }) {
  const words = useWords();
  const { change } = useFilters();
  return (
    <li className="tried">
      <button type="button" className="text-button figures" onClick={() => change({ case: String(each.case) })}>
        {each.contact.name || each.number}
      </button>
      {each.now && (
        <div>
          <h3>{words.rules.dryRunNow}</h3>
          <StepLine step={each.now} zone={each.zone} />
        </div>
      )}
      <div>
        <h3>{words.rules.dryRunThen}</h3>
        <StepLine step={each.then} zone={each.zone} />
        <WhyLists step={each.then} />
      </div>
    </li>
  );
}
