import { Button } from "@mantine/core";
import { IconArrowBackUp, IconArrowsExchange, IconArrowsRightLeft } from "@tabler/icons-react";
import { type ReactNode, useEffect } from "react";

import { type ConsultStep, useConsultStep } from "../api/consult";
import { useCallAction } from "../api/intents";
import type { LiveCall, LiveConsult } from "../api/types";
import { useMe } from "../app/me";
import type { Messages } from "../messages/catalogue";
import { useWords } from "../messages/use";
import { Trouble } from "../shared/Trouble";
import { MuteRecording } from "./MuteRecording";

interface ConsultingProps {
  call: LiveCall;
  consult: LiveConsult;
  size: "sm" | "md";
  /** Whether it takes keys: one place on a page does. */
  keys: boolean;
}

/** Somebody is asked before the customer is handed on: who hears whom, and what can be done about it. */
export function Consulting({ call, consult, size, keys }: ConsultingProps) {
  const { consult: words } = useWords();
  const step = useConsultStep(call.id);
  const recording = useCallAction(call.id);
  const mine = useMe().agent_id === call.agent_id;
  const keyed = keys && mine;
  const other = otherOf(call, consult);
  useConsultKeys(keyed && !step.isPending, other, step.mutate);
  const shared = { step, size, keyed };
  const handOver = consult.talking ? words.handOver : words.handOverRinging;
  return (
    <div className="controls">
      <p role="status">{mine ? saidToMe(call, consult, words) : saidToOthers(call, consult, words)}</p>
      <div className="buttons">
        <StepButton {...shared} to="complete" shortcut="Alt+H" icon={<IconArrowsRightLeft size={16} aria-hidden />} label={handOver} />
        {other !== null && (
          <StepButton {...shared} to={other} shortcut="Alt+S" icon={<IconArrowsExchange size={16} aria-hidden />} label={switchLabel(other, consult, words)} />
        )}
        <StepButton
          {...shared}
          to="back"
          shortcut="Alt+B"
          icon={<IconArrowBackUp size={16} aria-hidden />}
          label={other === "asked" ? words.stay : words.back}
        />
        {other === "asked" && <MuteRecording call={call} size={size} act={recording} />}
        {keyed && <span className="hint">{other === null ? words.keys : words.keysBoth}</span>}
      </div>
      <Trouble error={step.error ?? recording.error} />
    </div>
  );
}

interface StepButtonProps {
  step: ReturnType<typeof useConsultStep>;
  to: ConsultStep;
  label: string;
  icon: ReactNode;
  shortcut: string;
  size: "sm" | "md";
  keyed: boolean;
}

function StepButton({ step, to, label, icon, shortcut, size, keyed }: StepButtonProps) {
  return (
    <Button
      size={size}
      variant={to === "complete" ? "filled" : "default"}
      loading={step.isPending && step.variables === to}
      leftSection={icon}
      aria-keyshortcuts={keyed ? shortcut : undefined}
      onClick={() => step.mutate(to)}
    >
      {label}
    </Button>
  );
}

/** Who waits with music, and can be switched to; null while it still rings. */
function otherOf(call: LiveCall, consult: LiveConsult): "customer" | "asked" | null {
  if (!consult.talking) return null;
  return call.state === "consult_held" ? "asked" : "customer";
}

const switchLabel = (other: "customer" | "asked", consult: LiveConsult, words: Messages["consult"]): string =>
  other === "customer" ? words.toCustomer : words.toAsked(nameOf(consult));

/** Why the agent is with the customer again, where that was not their own wish. */
export function ConsultOver({ call }: { call: LiveCall }) {
  const { consult: words } = useWords();
  const why = call.consult_end;
  const told = why && why !== "returned" && (call.state === "talking" || call.state === "on_hold");
  return <p role="status">{told && `${words.why[why]} ${call.state === "on_hold" ? words.held : words.with}`}</p>;
}

/** A colleague asks me: the call is theirs, and I can only leave. */
export function AsksMe({ call }: { call: LiveCall }) {
  const { consult: words } = useWords();
  const step = useConsultStep(call.id);
  return (
    <div className="controls">
      <p role="status">{(call.state === "consult_held" ? words.asksYouHeld : words.asksYou)(call.agent ?? "")}</p>
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

function saidToMe(call: LiveCall, consult: LiveConsult, words: Messages["consult"]): string {
  if (!consult.talking) return words.rings(nameOf(consult));
  return (call.state === "consult_held" ? words.heldByMe : words.talking)(nameOf(consult));
}

function saidToOthers(call: LiveCall, consult: LiveConsult, words: Messages["consult"]): string {
  const agent = call.agent ?? "";
  if (!consult.talking) return words.ringsOther(agent, nameOf(consult));
  return (call.state === "consult_held" ? words.heldOther : words.talkingOther)(agent, nameOf(consult));
}

function useConsultKeys(on: boolean, other: ConsultStep | null, act: (step: ConsultStep) => void) {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const step = event.altKey && !event.ctrlKey && !event.metaKey && !event.repeat ? stepOf(event.code, other) : null;
      if (step === null) return;
      event.preventDefault();
      act(step);
    };
    if (on) window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [on, other, act]);
}

function stepOf(key: string, other: ConsultStep | null): ConsultStep | null {
  switch (key) {
    case "KeyH":
      return "complete";
    case "KeyB":
      return "back";
    case "KeyS":
      return other;
    default:
      return null;
  }
}
