import "../../styles/health.css";

import { Button } from "@mantine/core";
import { IconAlertTriangle, IconBellOff, IconCircleCheck, IconCircleX } from "@tabler/icons-react";

import { type Check, type Health, HEALTH_TEXT, useHealth, useRunChecks, useSilence } from "../../api/health";
import { useMe } from "../../app/me";
import { mayIn } from "../../app/session";
import { useSetUpWords } from "../../messages/setup/use";
import { useWords, wordFor } from "../../messages/use";
import { Mark, type Sign } from "../../shared/marks";
import { Loading, PageHead, Section } from "../../shared/parts";
import { Trouble } from "../../shared/Trouble";
import { useMoment } from "../../shared/useMoment";
import { foundBy, saidIn } from "./said";
import { SilenceForm } from "./SilenceForm";

const SIGNS: Record<Check["level"], Sign> = {
  bad: [IconCircleX, "bad"],
  warn: [IconAlertTriangle, "warn"],
  ok: [IconCircleCheck, "good"],
};
const SILENCED: Sign = [IconBellOff, "quiet"];

/** How the installation is: red first, each with the next thing to do. */
export function HealthPage() {
  const { health } = useSetUpWords();
  const { app } = useWords();
  const found = useHealth();
  const run = useRunChecks();
  return (
    <>
      <PageHead title={health.title} figure={found.data ? found.data.red : app.none} label={health.reds}>
        <Button size="compact-md" loading={run.isPending} onClick={() => run.mutate()}>
          {health.run}
        </Button>
        <Button component="a" href={HEALTH_TEXT} download="health.txt" size="compact-md" variant="default">
          {health.exportText}
        </Button>
      </PageHead>
      <Trouble error={run.error ?? found.error} onRetry={() => void found.refetch()} />
      {found.isPending && !found.isError && <Loading />}
      {found.data && <Checks health={found.data} running={run.isPending} />}
    </>
  );
}

function Checks({ health: { checks, checked_at: at }, running }: { health: Health; running: boolean }) {
  const { health } = useSetUpWords();
  const moment = useMoment();
  const open = checks.filter(({ level, silenced }) => level !== "ok" && silenced === null);
  const silenced = checks.filter((each) => each.silenced !== null);
  const when = open.length === 0 && silenced.length === 0 ? health.allGreen(moment(at)) : health.checkedAt(moment(at));
  return (
    <>
      <p role="status" className="hint">
        {running ? health.running : when}
      </p>
      <Group id="attention" title={health.attention} checks={open} />
      <Group id="silenced" title={health.silencedChecks} checks={silenced} />
      <Group id="green" title={health.green} checks={checks.filter(({ level }) => level === "ok")} />
    </>
  );
}

function Group({ id, title, checks }: { id: string; title: string; checks: readonly Check[] }) {
  if (checks.length === 0) return null;
  return (
    <Section id={id} title={title} count={checks.length}>
      <ul className="checks">
        {checks.map((each, at) => (
          <CheckRow key={`${each.id} ${at}`} check={each} />
        ))}
      </ul>
    </Section>
  );
}

function CheckRow({ check }: { check: Check }) {
  const words = useWords();
  const setUp = useSetUpWords();
  const { health } = setUp;
  const name = nameOf(check, health.what);
  const todo = saidIn(health.texts(), check.todo);
  return (
    <li className={`check check-${check.silenced === null ? check.level : "silenced"}`}>
      <Mark sign={check.silenced === null ? SIGNS[check.level] : SILENCED} text={health.level[check.level]} />
      <div className="check-said">
        <p>
          <strong>{name}:</strong> <span>{foundBy(check, words, setUp)}</span>
        </p>
        {todo !== "" && (
          <p className="check-todo">
            <span className="check-next">{health.todo}:</span> {todo}
          </p>
        )}
        <Silenced check={check} />
      </div>
      <Silencing check={check} name={name} />
    </li>
  );
}

/** In one word, and which of them where there are several. */
function nameOf({ what, about }: Check, words: Record<string, string>): string {
  const which = about !== "" && ["trunks", "phones"].includes(what) ? ` ${about}` : "";
  return `${wordFor(words, what)}${which}`;
}

function Silenced({ check: { silenced } }: { check: Check }) {
  const { health } = useSetUpWords();
  const moment = useMoment();
  return silenced && <p className="hint">{health.silencedBy(silenced.by, moment(silenced.until))}</p>;
}

function Silencing({ check, name }: { check: Check; name: string }) {
  const { health } = useSetUpWords();
  const silence = useSilence();
  const me = useMe();
  if (check.level === "ok" || !mayIn(me, "run_floor", null)) return null;
  return (
    <div className="check-deeds">
      {check.silenced === null ? (
        <SilenceForm name={name} busy={silence.isPending} onSilence={(hours) => silence.mutate({ check: check.id, hours })} />
      ) : (
        <Button size="compact-sm" variant="default" loading={silence.isPending} onClick={() => silence.mutate({ check: check.id, hours: null })}>
          {health.tellAgain}
        </Button>
      )}
      <Trouble error={silence.error} />
    </div>
  );
}
