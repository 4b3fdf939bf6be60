import { Component, type ReactNode } from "react";

import type { Recording } from "../api/types";
import { type Filters, NOTHING_OPEN, useFilters } from "../app/filters";
import { textIn } from "../messages/refusals";
import { useWords } from "../messages/use";

/** The page's one number, its label, and what stands beside it. */
export function PageHead({ title, figure, label, children }: PageHeadProps) {
  return (
    <header className="page-head">
      <h1>{title}</h1>
      <p className="page-figure">
        <span className="figures page-figure-value">{figure}</span>
        <span className="page-figure-label">{label}</span>
      </p>
      {children}
    </header>
  );
}

interface PageHeadProps {
  title: string;
  figure: ReactNode;
  label: string;
  children?: ReactNode;
}

export function Section({ id, title, count, children, note }: SectionProps) {
  return (
    <section className="section" aria-labelledby={id}>
      <h2 id={id} className="section-title">
        {title}
        {count !== undefined && <span className="section-count figures">{count}</span>}
        {note && <span className="section-note">{note}</span>}
      </h2>
      {children}
    </section>
  );
}

interface SectionProps {
  id: string;
  title: string;
  count?: number;
  note?: ReactNode;
  children: ReactNode;
}

export function Empty({ children }: { children: ReactNode }) {
  return <div className="empty">{children}</div>;
}

/** The button of a table row that opens something beside the page, in place of what was open; the whole row is its target. */
export function RowButton({ opens, children, label }: { opens: Filters; children: ReactNode; label: string }) {
  const { change } = useFilters();
  return (
    <button type="button" className="row-button" aria-label={label} onClick={() => change({ ...NOTHING_OPEN, ...opens })}>
      {children}
    </button>
  );
}

/** What the server says of a recording beyond its status. */
export function Detail({ of: { detail } }: { of: Pick<Recording, "detail"> }) {
  const words = useWords();
  return detail ? <p className="hint detail">{textIn(words, detail)}</p> : null;
}

export function Loading() {
  return (
    <p className="empty" aria-busy="true">
      {useWords().app.loading}
    </p>
  );
}

/** A part that fails to draw must not take the rest of the floor with it. */
export class Fence extends Component<{ fallback: ReactNode; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? this.props.fallback : this.props.children;
  }
}
