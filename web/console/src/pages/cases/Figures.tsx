import { NativeSelect } from "@mantine/core";

import { useFigures } from "../../api/cases";
import type { Figure, Figures as AllFigures } from "../../api/caseTypes";
import { useFilters } from "../../app/filters";
import { useSpeech, useWords, wordFor } from "../../messages/use";
import { duration, tenths } from "../../shared/format";
import { Section } from "../../shared/parts";
import { Trouble } from "../../shared/Trouble";
import { addressOf } from "./filter";

const SPANS = [7, 28, 90];
const USUAL = 28;

/** How many of those who were missed were spoken to after all; each figure opens the cases behind it. */
export function Figures() {
  const words = useWords();
  const { filters, change } = useFilters();
  const days = SPANS.find((span) => String(span) === filters.days) ?? USUAL;
  const figures = useFigures(filters.project, dayBefore(days - 1), dayBefore(0));
  const data = SPANS.map((span) => ({ value: String(span), label: words.figures.lastDays(span) }));
  return (
    <Section id="figures" title={words.figures.title}>
      <div className="figures-body">
        <NativeSelect
          aria-label={words.figures.span}
          className="page-filter"
          value={String(days)}
          data={data}
          onChange={(event) => change({ days: event.currentTarget.value })}
        />
        <Trouble error={figures.error} onRetry={() => void figures.refetch()} />
        {figures.data && <FigureList figures={figures.data.figures} />}
        {figures.data && <Rungs rungs={figures.data.rungs} />}
      </div>
    </Section>
  );
}

/** The viewer's day, so many days ago, as the API takes it. */
function dayBefore(days: number): string {
  const at = new Date();
  at.setDate(at.getDate() - days);
  return [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

function FigureList({ figures }: { figures: readonly Figure[] }) {
  const words = useWords();
  if (figures.every(({ value }) => value === null)) return <p className="hint">{words.figures.noneAtAll}</p>;
  return (
    <dl className="figure-list">
      {figures.map((figure) => (
        <FigureRow key={figure.name} figure={figure} />
      ))}
    </dl>
  );
}

function FigureRow({ figure }: { figure: Figure }) {
  const words = useWords();
  const value = useValue(figure);
  const name = wordFor(words.figures.names, figure.name);
  const { above, below } = figure;
  return (
    <div className={figure.name.startsWith("recovered_by") ? "figure figure-part" : "figure"}>
      <dt>{name}</dt>
      <dd>
        <Opens cases={figure.value === null ? {} : figure.cases} label={words.figures.open(name)}>
          {value}
        </Opens>
        {typeof below === "number" && below > 0 && (
          <span className="note">
            <Opens cases={figure.among} label={words.figures.openAll(name)}>
              {words.figures.of(above ?? 0, below)}
            </Opens>
          </span>
        )}
        <p className="hint">{wordFor(words.figures.formulas, figure.name)}</p>
      </dd>
    </div>
  );
}

interface OpensProps {
  cases: Record<string, string> | undefined;
  label: string;
  children: string;
}

/** A number that opens the cases which it counts; where they cannot be listed, it is only said. */
function Opens({ cases = {}, label, children }: OpensProps) {
  const { change } = useFilters();
  if (Object.keys(cases).length === 0) return <span className="figures">{children}</span>;
  return (
    <button type="button" className="text-button figures" aria-label={label} onClick={() => change(addressOf(cases))}>
      {children}
    </button>
  );
}

function useValue({ value, unit }: Figure): string {
  const { words, language } = useSpeech();
  if (value === null) return words.figures.none;
  return unit === "percent" ? `${tenths(value, language)} %` : duration(value);
}

function Rungs({ rungs }: { rungs: AllFigures["rungs"] }) {
  const words = useWords();
  const steps = new Map<string, string[]>();
  for (const { rung, kind, outcome, steps: times } of rungs) {
    const number = rung === null ? words.figures.otherRung : words.figures.rung(rung + 1);
    const name = `${number}, ${wordFor(words.cases.kind, kind)}`;
    const said = words.figures.times(outcomeWord(outcome, words), times);
    steps.set(name, [...(steps.get(name) ?? []), said]);
  }
  if (steps.size === 0) return null;
  return (
    <div>
      <h3>{words.figures.rungs}</h3>
      <dl className="facts">
        {[...steps].map(([name, said]) => (
          <div key={name} className="fact-row">
            <dt>{name}</dt>
            <dd className="figures">{said.join(", ")}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function outcomeWord(outcome: string, words: ReturnType<typeof useWords>): string {
  const known: Record<string, string> = { ...words.texts.status, ...words.reason, answered: words.outcome.answered };
  return wordFor(known, outcome);
}
