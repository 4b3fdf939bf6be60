import { Button, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";

import type { Thing } from "../../api/setup";
import { type TrunkTest, useTrunkTest, type Verdict } from "../../api/trunks";
import { useSetUpWords } from "../../messages/setup/use";
import { Mark } from "../../shared/marks";
import { PanelSection } from "../../shared/SidePanel";
import { Trouble } from "../../shared/Trouble";
import { troubleText } from "./TrunksPage";

interface TestsProps {
  trunk: Thing;
  /** Whether the viewer may place a call. */
  calls: boolean;
}

/** Questions to the carrier, each answered in a sentence. */
export function Tests({ trunk: { key, spec }, calls }: TestsProps) {
  const { trunks } = useSetUpWords();
  const test = useTrunkTest(key);
  const asks: readonly TrunkTest[] = spec.way === "address" ? ["options"] : ["options", "registration"];
  const running = (which: TrunkTest) => test.isPending && test.variables.test === which;
  return (
    <PanelSection id="trunk-tests" title={trunks.tests}>
      <div className="form">
        <p className="hint">{trunks.testHint}</p>
        <div className="buttons">
          {asks.map((each) => (
            <Button key={each} size="compact-md" variant="default" loading={running(each)} disabled={test.isPending} onClick={() => test.mutate({ test: each })}>
              {trunks.test[each]}
            </Button>
          ))}
        </div>
        {calls && <TestCall busy={test.isPending} running={running("call")} onCall={(number) => test.mutate({ test: "call", number })} />}
        <div role="status">
          {test.isPending && <p className="hint">{trunks.testing}</p>}
          {test.data && <Said verdict={test.data} />}
        </div>
        <Trouble error={test.error} />
      </div>
    </PanelSection>
  );
}

interface TestCallProps {
  busy: boolean;
  running: boolean;
  onCall: (number: string) => void;
}

/** A real call to a number that sends back what it hears. */
function TestCall({ busy, running, onCall }: TestCallProps) {
  const { trunks } = useSetUpWords();
  const [number, setNumber] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onCall(number.trim());
  };
  return (
    <form className="form" onSubmit={submit}>
      <TextInput label={trunks.testNumber} description={trunks.testNumberHint} inputMode="tel" autoComplete="off" value={number} onChange={(event) => setNumber(event.currentTarget.value)} />
      <div className="buttons">
        <Button type="submit" size="compact-md" variant="default" loading={running} disabled={number.trim() === "" || busy}>
          {trunks.test.call}
        </Button>
      </div>
    </form>
  );
}

function Said({ verdict: { ok, said, delay_ms, loss_percent } }: { verdict: Verdict }) {
  const words = useSetUpWords();
  const measured = delay_ms !== null && loss_percent !== null ? ` ${words.trunks.measured(delay_ms.toFixed(0), loss_percent.toFixed(1))}` : "";
  return (
    <div className="verdict">
      <Mark sign={ok ? [IconCircleCheck, "good"] : [IconAlertTriangle, "bad"]} text="" />
      <p>
        {troubleText(said, words)}
        {measured}
      </p>
    </div>
  );
}
