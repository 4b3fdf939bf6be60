import { Button } from "@mantine/core";
import { IconArrowBackUp, IconArrowsRightLeft } from "@tabler/icons-react";
import { useEffect } from "react";

import { type ConsultStep, useConsultStep } from "../api/consult";
import type { LiveCall, LiveConsult } from "../api/types";
import { useMe } from "../app/me";
import type { Messages } from "../messages/catalogue";
import { useWords } from "../messages/use";
import { Trouble } from "../shared/Trouble";

const KEYS: Partial<Record<string, ConsultStep>> = { KeyH: "complete", KeyB: "back" };

interface ConsultingProps {
  call: LiveCall;
  consult: LiveConsult;
  size: "sm" | "md";
  /** Whether it takes keys: one place on a page does. */
  keys: boolean;
}

/** Somebody is asked before the customer is handed on: what goes on, and the two ways out of it. */
export function Consulting({ call, consult, size, keys }: ConsultingProps) {
  const { consult: words } = useWords();
  const step = useConsultStep(call.id);
  const mine = useMe().agent_id === call.agent_id;
  const keyed = keys && mine;
  useConsultKeys(keyed && !step.isPending, step.mutate);
  const loading = (which: ConsultStep) => step.isPending && step.variables === which;
  return (
    <div className="controls">
      <p role="status">{mine ? saidToMe(consult, words) : saidToOthers(call, consult, words)}</p>
      <div className="buttons">
        <Button
          size={size}
          loading={loading("complete")}
          leftSection={<IconArrowsRightLeft size={16} aria-hidden />}
          aria-keyshortcuts={keyed ? "Alt+H" : undefined}
          onClick={() => step.mutate("complete")}
        >
          {consult.talking ? words.handOver : words.handOverRinging}
        </Button>
        <Button
          size={size}
          variant="default"
          loading={loading("back")}
          leftSection={<IconArrowBackUp size={16} aria-hidden />}
          aria-keyshortcuts={keyed ? "Alt+B" : undefined}
          onClick={() => step.mutate("back")}
        >
          {words.back}
        </Button>
        {keyed && <span className="hint">{words.keys}</span>}
      </div>
      <Trouble error={step.error} />
    </div>
  );
}

/** Why the agent is with the customer again, where that was not their own wish. */
export function ConsultOver({ call }: { call: LiveCall }) {
  const { consult: words } = useWords();
  const why = call.consult_end;
  const told = why && why !== "returned" && (call.state === "talking" || call.state === "on_hold");
  return <p role="status">{told && `${words.why[why]} ${words.with}`}</p>;
}

/** A colleague asks me: the call is theirs, and I can only leave. */
export function AsksMe({ call }: { call: LiveCall }) {
  const { consult: words } = useWords();
  const step = useConsultStep(call.id);
  return (
    <div className="controls">
      <p role="status">{words.asksYou(call.agent ?? "")}</p>
      {call.consult?.talking && (
        <div className="buttons">
          <Button variant="default" loading={step.isPending} onClick={() => step.mutate("back")}>
            {words.leave}
          </Button>
        </div>
      )}
      <Trouble error={step.error} />
    </div>
  );
}

const nameOf = (consult: LiveConsult): string => consult.agent ?? consult.number ?? "";

function saidToMe(consult: LiveConsult, words: Messages["consult"]): string {
  return consult.talking ? words.talking(nameOf(consult)) : words.rings(nameOf(consult));
}

function saidToOthers(call: LiveCall, consult: LiveConsult, words: Messages["consult"]): string {
  const said = consult.talking ? words.talkingOther : words.ringsOther;
  return said(call.agent ?? "", nameOf(consult));
}

function useConsultKeys(on: boolean, act: (step: ConsultStep) => void) {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const step = event.altKey && !event.ctrlKey && !event.metaKey && !event.repeat ? KEYS[event.code] : undefined;
      if (step === undefined) return;
      event.preventDefault();
      act(step);
    };
    if (on) window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [on, act]);
}
