import { CloseButton } from "@mantine/core";
import { useIsMutating } from "@tanstack/react-query";
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";

import { ApiError } from "../api/client";
import { Loading } from "./parts";
import { Trouble } from "./Trouble";

interface SidePanelProps {
  title: ReactNode;
  closeLabel: string;
  onClose: () => void;
  /** What Escape does, where it does not close. */
  onEscape?: (() => void) | undefined;
  children: ReactNode;
}

/** What is opened beside a page. Escape or the cross closes it and leads back to where one was. */
export function SidePanel({ title, closeLabel, onClose, onEscape = onClose, children }: SidePanelProps) {
  const heading = useFocusOnOpen();
  const leave = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === "Escape" && isWithin(event)) onEscape();
  };
  return (
    <aside className="panel" aria-labelledby="panel-title" onKeyDown={leave}>
      <header className="panel-head">
        <h2 id="panel-title" tabIndex={-1} ref={heading} className="figures">
          {title}
        </h2>
        <CloseButton aria-label={closeLabel} onClick={onClose} />
      </header>
      {children}
    </aside>
  );
}

/** Keys pressed in a dialog or a menu come by here too, and are about that. */
function isWithin({ currentTarget, target }: KeyboardEvent<HTMLElement>): boolean {
  return target instanceof Node && currentTarget.contains(target);
}

function useFocusOnOpen() {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    heading.current?.focus();
    return () => {
      leadBack(before);
    };
  }, []);
  return heading;
}

/** To what opened the panel; where that is gone, as a row that has moved on, to the page. */
function leadBack(before: Element | null): void {
  const there = before instanceof HTMLElement && before.isConnected && before !== document.body;
  (there ? before : document.getElementById("stage"))?.focus({ preventScroll: !there });
}

interface AskedProps {
  asked: { isPending: boolean; isError: boolean; error: unknown; refetch: () => unknown };
  /** What to say where there is no such thing; null where it is only not written yet. */
  gone: string | null;
}

/** What stands in a panel until what it shows has come, or why it has not. */
export function Awaited({ asked, gone }: AskedProps) {
  if (isGone(asked.error)) return gone && <p role="alert">{gone}</p>;
  if (asked.isError) return <Trouble error={asked.error} onRetry={() => void asked.refetch()} />;
  return asked.isPending ? <Loading /> : null;
}

/** There is none of that name; while a save is on its way it may only be about to have another. */
export function NoSuch({ children }: { children: string }) {
  return useIsMutating() > 0 ? null : <p role="alert">{children}</p>;
}

/** Nothing has this id, or nothing could have it. */
function isGone(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 404 || error.field === "id");
}

/** A name and its value, in a list of facts; nothing where there is no value. */
export function Fact({ name, value }: { name: string; value: ReactNode }) {
  if (value === null || value === undefined || value === "") return null;
  return (
    <>
      <dt>{name}</dt>
      <dd className="figures">{value}</dd>
    </>
  );
}

export function PanelSection({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      {children}
    </section>
  );
}
