import "../../styles/phones.css";
import "../../styles/setup.css";

import { Button } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconCircleOff, IconLock, IconMoodSad } from "@tabler/icons-react";

import { type AgentPhone, type PhoneRow, usePhones } from "../../api/deskPhones";

import { useFilters } from "../../app/filters";
import { useMe } from "../../app/me";
import { mayIn } from "../../app/session";
import { type SetUpWords, useSetUpWords } from "../../messages/setup/use";
import { useWords } from "../../messages/use";
import { Mark, type Sign } from "../../shared/marks";
import { Empty, Loading, PageHead, RowButton, Section } from "../../shared/parts";
import { type Column, RowTable } from "../../shared/RowTable";
import { Fact } from "../../shared/SidePanel";
import { Trouble } from "../../shared/Trouble";
import { useMoment } from "../../shared/useMoment";

/** Which phones are there, whose they are, and who signs in at them. */
export function PhonesPage() {
  const { phones } = useSetUpWords();
  const { app } = useWords();
  const asked = usePhones();
  const list = asked.data;
  return (
    <>
      <PageHead title={phones.title} figure={list ? list.phones.filter(({ missing }) => missing).length : app.none} label={phones.missing}>
        <Makers />
      </PageHead>
      <Trouble error={asked.error} onRetry={() => void asked.refetch()} />
      {asked.isPending && !asked.isError && <Loading />}
      {list && (list.phones.length === 0 ? <Empty>{phones.empty}</Empty> : <PhoneTable phones={list.phones} />)}
      <p className="hint below">{phones.browsers}</p>
      {list && <Agents agents={list.agents} />}
      <Codes />
    </>
  );
}

function Makers() {
  const { phones } = useSetUpWords();
  const { change } = useFilters();
  if (!mayIn(useMe(), "administer", null)) return null;
  return (
    <>
      <Button size="compact-md" onClick={() => change({ make: "phone", open: undefined, part: undefined })}>
        {phones.add}
      </Button>
      <Button size="compact-md" variant="default" onClick={() => change({ make: "agent", open: undefined, part: undefined })}>
        {phones.addAgent}
      </Button>
    </>
  );
}

function PhoneTable({ phones: rows }: { phones: readonly PhoneRow[] }) {
  const { phones } = useSetUpWords();
  const columns: readonly Column[] = [
    { label: phones.name },
    { label: phones.state, className: "col-verdict" },
    { label: phones.at, className: "lesser" },
    { label: phones.from, className: "col-verdict minor" },
    { label: phones.sound, className: "least" },
  ];
  return (
    <RowTable columns={columns} rows={rows} idOf={({ name }) => name}>
      {(row) => <OnePhone key={row.name} row={row} />}
    </RowTable>
  );
}

function OnePhone({ row }: { row: PhoneRow }) {
  const { phones } = useSetUpWords();
  const { app } = useWords();
  const { name, label, whose, at, registered, sound } = row;
  return (
    <tr className="row">
      <td>
        <RowButton opens={{ open: name }} label={phones.open(name)}>
          {name}
        </RowButton>
        {(label || whose) && <p className="hint phone-about">{[label, whose].filter(Boolean).join(" · ")}</p>}
      </td>
      <td className="col-verdict">
        <PhoneState row={row} />
      </td>
      <td className="lesser">{at ?? app.none}</td>
      <td className="col-verdict minor figures">{registered === null ? app.none : `${registered.address} ${registered.user_agent}`}</td>
      <td className="least">{sound === null ? app.none : <SoundMark verdict={sound.verdict} />}</td>
    </tr>
  );
}

/** Registered since when, or why not. */
export function PhoneState({ row }: { row: PhoneRow }) {
  const words = useSetUpWords();
  const moment = useMoment();
  const [sign, text] = stateOf(row, words.phones);
  const { registered } = row;
  const since = registered === null ? "" : (registered.before ? words.phones.sinceBefore : words.phones.since)(moment(registered.since));
  return (
    <>
      <Mark sign={sign} text={`${text} ${since}`.trim()} />
      <ShutUntil at={row.shut_until} />
    </>
  );
}

/** Where wrong PINs have locked a phone or an extension out. */
export function ShutUntil({ at }: { at: string | null | undefined }) {
  const { phones } = useSetUpWords();
  const moment = useMoment();
  return at ? (
    <p className="phone-about">
      <Mark sign={[IconLock, "warn"]} text={phones.shutUntil(moment(at))} />
    </p>
  ) : null;
}

function stateOf({ locked, known, registered, missing }: PhoneRow, phones: SetUpWords["phones"]): [Sign, string] {
  if (locked) return [[IconLock, "quiet"], phones.locked];
  if (registered?.reachable) return [[IconCircleCheck, "good"], phones.registered];
  if (missing) return [[IconAlertTriangle, "bad"], registered === null ? phones.missingNow : phones.silent];
  if (registered !== null) return [[IconAlertTriangle, "warn"], phones.silent];
  return [[IconCircleOff, "quiet"], known ? phones.unregistered : phones.unknown];
}

const SOUND: Record<"good" | "fair" | "poor", Sign> = {
  good: [IconCircleCheck, "good"],
  fair: [IconAlertTriangle, "warn"],
  poor: [IconMoodSad, "bad"],
};

export function SoundMark({ verdict }: { verdict: "good" | "fair" | "poor" }) {
  const { phones } = useSetUpWords();
  return <Mark sign={SOUND[verdict]} text={phones.verdicts[verdict]} />;
}

function Agents({ agents }: { agents: readonly AgentPhone[] }) {
  const { phones } = useSetUpWords();
  const columns: readonly Column[] = [
    { label: phones.agent },
    { label: phones.extension },
    { label: phones.pin, className: "lesser" },
    { label: phones.ringsAt, className: "minor" },
  ];
  return (
    <Section id="agents-phones" title={phones.agents} count={agents.length}>
      {agents.length === 0 && <Empty>{phones.noAgents}</Empty>}
      {agents.length > 0 && (
        <RowTable columns={columns} rows={agents} idOf={({ id }) => String(id)}>
          {(agent) => <OneAgent key={agent.id} agent={agent} />}
        </RowTable>
      )}
    </Section>
  );
}

function OneAgent({ agent: { name, extension, has_pin, phone, elsewhere, shut_until } }: { agent: AgentPhone }) {
  const { phones } = useSetUpWords();
  const { app } = useWords();
  return (
    <tr className="row">
      <td>
        <RowButton opens={{ open: name, part: "agent" }} label={phones.openAgent(name)}>
          {name}
        </RowButton>
      </td>
      <td className="figures">
        {extension ?? app.none}
        <ShutUntil at={shut_until} />
      </td>
      <td className="lesser">{has_pin ? phones.pinSet : phones.noPin}</td>
      <td className="minor">{phone === null ? phones.nowhere : elsewhere ? phones.borrowed(phone) : phone}</td>
    </tr>
  );
}

/** What agents dial, at any phone. */
function Codes() {
  const { phones } = useSetUpWords();
  return (
    <Section id="feature-codes" title={phones.codes}>
      <div className="phone-codes">
        <dl className="facts">
          {phones.codeList.map(([code, what]) => (
            <Fact key={code} name={code} value={what} />
          ))}
        </dl>
        <p className="hint">{phones.codesHint}</p>
      </div>
    </Section>
  );
}
