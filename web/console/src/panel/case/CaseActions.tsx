import { Button } from "@mantine/core";
import { useRef, useState } from "react";

import { type CaseIntent, useCaseIntent } from "../../api/cases";
import type { CaseAction, CaseDetail } from "../../api/caseTypes";
import { useMe } from "../../app/me";
import { useWords } from "../../messages/use";
import { Trouble } from "../../shared/Trouble";
import { CallForm, NoteForm, WhenForm } from "./CaseForms";
import { WordButtons } from "./WordButtons";

type Asked = Exclude<CaseAction, "word" | "release"> | null;

/** What the viewer may do with the case now. What needs more than a click opens a form in place. */
export function CaseActions({ of: each }: { of: CaseDetail }) {
  const words = useWords();
  const me = useMe();
  const intent = useCaseIntent(each.id);
  const [asked, setAsked] = useState<Asked>(null);
  const send = (wanted: CaseIntent) => intent.mutate(wanted, { onSuccess: () => setAsked(null) });
  const press = (action: Exclude<CaseAction, "word">) => {
    intent.reset();
    if (action === "release") send({ verb: "release" });
    else if (action === "call" && me.agent_id !== null) send({ verb: "call", body: {} });
    else setAsked(action === asked ? null : action);
  };
  const box = useRef<HTMLDivElement>(null);
  /** The focus goes back to the button that has opened the form. */
  const cancel = () => {
    box.current?.querySelector<HTMLElement>('[aria-expanded="true"]')?.focus();
    setAsked(null);
  };
  const buttons = each.actions.filter((action) => action !== "word");
  const pending = intent.isPending ? intent.variables.verb : null;
  return (
    <div className="case-actions" ref={box}>
      <WordButtons of={each} />
      {buttons.length > 0 && (
        <div className="buttons">
          {buttons.map((action) => (
            <Button
              key={action}
              size="compact-md"
              variant={action === "call" ? "filled" : "default"}
              aria-expanded={action === "release" ? undefined : action === asked}
              loading={pending === action && action !== asked}
              onClick={() => press(action)}
            >
              {words.cases.action[action]}
            </Button>
          ))}
        </div>
      )}
      <AskedForm asked={asked} of={each} pending={intent.isPending} onSend={send} onCancel={cancel} />
      <p role="status" className="hint">
        {intent.isSuccess && intent.variables.verb === "call" && words.cases.calling}
      </p>
      <Trouble error={intent.error} />
    </div>
  );
}

interface AskedFormProps {
  asked: Asked;
  of: CaseDetail;
  pending: boolean;
  onSend: (wanted: CaseIntent) => void;
  onCancel: () => void;
}

function AskedForm({ asked, of: each, pending, onSend, onCancel }: AskedFormProps) {
  const { cases } = useWords();
  const form = { pending, onCancel };
  switch (asked) {
    case null:
      return null;
    case "call":
      return <CallForm {...form} project={each.project.name} onSend={(agent_id) => onSend({ verb: "call", body: { agent_id } })} />;
    case "postpone":
      return (
        <WhenForm {...form} label={cases.until} submit={cases.action.postpone} zone={each.zone} onSend={(until) => onSend({ verb: "postpone", body: { until } })} />
      );
    case "close":
      return (
        <NoteForm {...form} label={cases.note} hint={cases.noteHint} submit={cases.action.close} onSend={(note) => onSend({ verb: "close", body: { note } })} />
      );
    case "hold":
      return <NoteForm {...form} label={cases.holdWhy} submit={cases.action.hold} onSend={(why) => onSend({ verb: "hold", body: { why } })} />;
  }
}
