import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";

import { type Session, useEndSession, useSessions, type Whose } from "../../api/people";
import type { Messages } from "../../messages/catalogue";
import { useWords } from "../../messages/use";
import { Mark } from "../../shared/marks";
import { Loading } from "../../shared/parts";
import { PanelSection } from "../../shared/SidePanel";
import { Trouble } from "../../shared/Trouble";
import { useMoment } from "../../shared/useMoment";

/** Where somebody is signed in; each can be ended, and that counts at once. */
export function Sessions({ whose }: { whose: Whose }) {
  const { sessions } = useWords();
  const asked = useSessions(whose);
  const end = useEndSession(whose);
  const found = asked.data ?? [];
  const others = found.filter((each) => !each.this);
  return (
    <PanelSection id="sessions" title={sessions.title}>
      <Trouble error={asked.error ?? end.error} onRetry={() => void asked.refetch()} />
      {asked.isPending && !asked.isError && <Loading />}
      {asked.data && found.length === 0 && <p className="hint">{sessions.none}</p>}
      <ul className="access-list">
        {found.map((session) => (
          <OneSession key={session.id} session={session} pending={end.isPending} onEnd={() => end.mutate(session.id)} />
        ))}
      </ul>
      {others.length > 0 && (
        <Button size="compact-md" variant="default" loading={end.isPending} onClick={() => end.mutate(null)}>
          {others.length < found.length ? sessions.endOthers : sessions.endAll}
        </Button>
      )}
    </PanelSection>
  );
}

function OneSession({ session, pending, onEnd }: { session: Session; pending: boolean; onEnd: () => void }) {
  const words = useWords();
  const moment = useMoment();
  const device = deviceText(session, words);
  return (
    <li>
      <div className="access-what">
        <span className="access-name">{session.this ? `${device} (${words.sessions.this})` : device}</span>
        <span className="hint figures">
          {session.address}, {words.sessions.since(moment(session.since))}, {words.sessions.seen(moment(session.last_seen))}
        </span>
        {session.elsewhere && (
          <span className="figures">
            <Mark
              sign={[IconAlertTriangle, "warn"]}
              text={words.sessions.elsewhere(deviceText(session.elsewhere, words), session.elsewhere.address, moment(session.elsewhere.at))}
            />
          </span>
        )}
      </div>
      {!session.this && (
        <Button size="compact-sm" variant="default" disabled={pending} aria-label={words.sessions.endOne(device)} onClick={onEnd}>
          {words.sessions.end}
        </Button>
      )}
    </li>
  );
}

function deviceText({ browser, system }: Pick<Session, "browser" | "system">, { sessions }: Messages): string {
  if (browser === "" || system === "") return browser || system || sessions.unknown;
  return sessions.device(browser, system);
}
