import { Button, Modal, PasswordInput } from "@mantine/core";
import { IconShieldCheck, IconShieldOff } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";

import { type FactorStanding, type NewFactor, useBeginFactor, useConfirmFactor, useFactor, useNewCodes, useTurnOff } from "../../api/factor";
import { CodeField } from "../../factor/CodeField";
import { PaperCodes } from "../../factor/PaperCodes";
import { PhoneSetup } from "../../factor/PhoneSetup";
import { useWords } from "../../messages/use";
import { Mark } from "../../shared/marks";
import { Awaited, PanelSection } from "../../shared/SidePanel";
import { fieldError, Trouble } from "../../shared/Trouble";
import { useMoment } from "../../shared/useMoment";

type Wish = "phone" | "codes" | "off";

/** Whether one is asked for a code at the sign-in, and all that can be done about it. */
export function SecondFactor() {
  const { factor } = useWords();
  const asked = useFactor();
  const [wish, setWish] = useState<Wish | null>(null);
  return (
    <PanelSection id="second-factor" title={factor.title}>
      <Awaited asked={asked} gone={null} />
      {asked.data && <Standing standing={asked.data} onWish={setWish} />}
      {asked.data && wish && <Change wish={wish} on={asked.data.since !== null} onClose={() => setWish(null)} />}
    </PanelSection>
  );
}

function Standing({ standing, onWish }: { standing: FactorStanding; onWish: (wish: Wish) => void }) {
  const { factor } = useWords();
  const moment = useMoment();
  if (standing.since === null)
    return (
      <div className="factor-standing">
        <p>
          <Mark sign={[IconShieldOff, "warn"]} text={factor.off} />
        </p>
        <p className="hint">{factor.why}</p>
        <div className="buttons">
          <Button size="compact-md" onClick={() => onWish("phone")}>
            {factor.turnOn}
          </Button>
        </div>
      </div>
    );
  return (
    <div className="factor-standing">
      <p>
        <Mark sign={[IconShieldCheck, "good"]} text={factor.on(moment(standing.since))} />
      </p>
      <p className="hint">
        {factor.codesLeft(standing.codes_left)} {standing.required && factor.required}
      </p>
      <div className="buttons">
        <Button size="compact-md" variant="default" onClick={() => onWish("codes")}>
          {factor.newCodes}
        </Button>
        <Button size="compact-md" variant="default" onClick={() => onWish("phone")}>
          {factor.another}
        </Button>
        {!standing.required && (
          <Button size="compact-md" variant="default" color="red" onClick={() => onWish("off")}>
            {factor.turnOff}
          </Button>
        )}
      </div>
    </div>
  );
}

/** Recovery codes are shown once: from asking for them on it closes by the button below them alone. */
function Change({ wish, on, onClose }: { wish: Wish; on: boolean; onClose: () => void }) {
  const words = useWords();
  const { factor } = words;
  const [wasOn] = useState(on);
  const confirm = useConfirmFactor();
  const renew = useNewCodes();
  const paper = confirm.data ?? renew.data;
  const closable = paper === undefined && !confirm.isPending && !renew.isPending;
  const titles: Record<Wish, string> = { phone: wasOn ? factor.another : factor.turnOn, codes: factor.newCodes, off: factor.turnOff };
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnClickOutside={false}
      closeOnEscape={closable}
      withCloseButton={closable}
      title={titles[wish]}
      closeButtonProps={{ "aria-label": words.app.close }}
    >
      {paper !== undefined && <PaperCodes codes={paper.codes} onDone={onClose} />}
      {paper === undefined && wish === "phone" && <NewPhone on={wasOn} confirm={confirm} />}
      {paper === undefined && wish === "codes" && <OtherCodes renew={renew} />}
      {wish === "off" && <Off onClose={onClose} />}
    </Modal>
  );
}

/** First that it is they, then the phone. */
function NewPhone({ on, confirm }: { on: boolean; confirm: ReturnType<typeof useConfirmFactor> }) {
  const begin = useBeginFactor();
  if (begin.data) return <Confirming shown={begin.data} confirm={confirm} />;
  const asking = { pending: begin.isPending, error: begin.error };
  if (on) return <ByCode {...asking} onCode={(code) => begin.mutate({ code })} />;
  return <ByPassword {...asking} onPassword={(password) => begin.mutate({ password })} />;
}

function Confirming({ shown, confirm }: { shown: NewFactor; confirm: ReturnType<typeof useConfirmFactor> }) {
  return <PhoneSetup shown={shown} pending={confirm.isPending} error={confirm.error} onConfirm={(code) => confirm.mutate(code)} />;
}

function OtherCodes({ renew }: { renew: ReturnType<typeof useNewCodes> }) {
  return <ByCode pending={renew.isPending} error={renew.error} onCode={(code) => renew.mutate(code)} />;
}

function Off({ onClose }: { onClose: () => void }) {
  const off = useTurnOff();
  return <ByCode pending={off.isPending} error={off.error} onCode={(code) => off.mutate(code, { onSuccess: onClose })} />;
}

interface AskingProps {
  pending: boolean;
  error: unknown;
}

function ByCode({ pending, error, onCode }: AskingProps & { onCode: (code: string) => void }) {
  const { factor } = useWords();
  const [code, setCode] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onCode(code);
  };
  return (
    <form className="form" onSubmit={submit}>
      <CodeField code={code} onCode={setCode} error={error} />
      <Trouble error={error} except={["code"]} />
      <div className="buttons">
        <Button type="submit" loading={pending}>
          {factor.goOn}
        </Button>
      </div>
    </form>
  );
}

function ByPassword({ pending, error, onPassword }: AskingProps & { onPassword: (password: string) => void }) {
  const { factor, sign } = useWords();
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onPassword(password);
  };
  return (
    <form className="form" onSubmit={submit}>
      <PasswordInput
        label={factor.password}
        data-autofocus
        autoComplete="current-password"
        required
        withAsterisk={false}
        visibilityToggleButtonProps={{ "aria-label": sign.show }}
        value={password}
        error={fieldError(error, "password")}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Trouble error={error} except={["password"]} />
      <div className="buttons">
        <Button type="submit" loading={pending}>
          {factor.goOn}
        </Button>
      </div>
    </form>
  );
}
