import "../../styles/setup.css";

import { Alert, Button } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconCircleOff, IconHourglassHigh, IconPlugConnectedX, IconQuestionMark } from "@tabler/icons-react";

import { useThings } from "../../api/setup";
import { type TrunkState, type TrunkStates, type TrunkTrouble, useTransports, useTrunks } from "../../api/trunks";
import { useFilters } from "../../app/filters";
import { useMe } from "../../app/me";
import { mayIn } from "../../app/session";
import { type SetUpWords, useSetUpWords } from "../../messages/setup/use";
import { useWords, wordFor } from "../../messages/use";
import { Mark, type Sign } from "../../shared/marks";
import { Empty, Loading, PageHead, RowButton } from "../../shared/parts";
import { type Column, RowTable } from "../../shared/RowTable";
import { Trouble } from "../../shared/Trouble";
import { useMoment } from "../../shared/useMoment";
import { textOf } from "../../setup/fields";
import { PageHistory } from "../../setup/PageHistory";
import { SETTINGS_TRUNK } from "./TrunkPanel";

/** The ways to the outside: which are up, and why the others are not. */
export function TrunksPage() {
  const { trunks } = useSetUpWords();
  return mayIn(useMe(), "see_settings", null) ? <Seen /> : <Empty>{trunks.takesAll}</Empty>;
}

function Seen() {
  const { trunks } = useSetUpWords();
  const { app } = useWords();
  const { change } = useFilters();
  const me = useMe();
  const states = useTrunks(mayIn(me, "see_health", null));
  const saved = useThings("trunks");
  const rows = joined(saved.data?.map(({ key }) => key) ?? [], states.data?.trunks ?? []);
  return (
    <>
      <PageHead title={trunks.title} figure={states.data?.switch_away_since === null ? states.data.trunks.filter(isDown).length : app.none} label={trunks.down}>
        {mayIn(me, "administer", null) && (
          <Button size="compact-md" onClick={() => change({ make: "trunk", open: undefined })}>
            {trunks.add}
          </Button>
        )}
      </PageHead>
      {states.data && <Away states={states.data} />}
      <Trouble error={saved.error ?? states.error} onRetry={() => void Promise.all([saved.refetch(), states.refetch()])} />
      {saved.isPending && !saved.isError && <Loading />}
      {saved.data && (rows.length === 0 ? <Empty>{trunks.empty}</Empty> : <TrunkTable rows={rows} />)}
      <Transports />
      <PageHistory section="trunks" changes={mayIn(me, "administer", null)} />
    </>
  );
}

/** Of one that is saved and not applied yet nobody knows. */
function isDown({ up, standing }: TrunkState): boolean {
  return up === false && (standing === "in_force" || standing === "refused");
}

/** The one cause of all that is not known, and what the switch has not been told yet. */
function Away({ states: { switch_away_since: since, lingering } }: { states: TrunkStates }) {
  const { trunks } = useSetUpWords();
  const moment = useMoment();
  if (since === null && lingering.length === 0) return null;
  return (
    <Alert role="status" color="orange" variant="light" icon={<IconAlertTriangle aria-hidden />} className="trouble">
      {since !== null && <p>{trunks.switchAway(moment(since))}</p>}
      {lingering.length > 0 && <p>{trunks.lingering(lingering.join(", "))}</p>}
    </Alert>
  );
}

/** How the switch speaks now, and that this is changed elsewhere. */
function Transports() {
  const { trunks } = useSetUpWords();
  const { data = [] } = useTransports(mayIn(useMe(), "see_health", null));
  return (
    <section aria-labelledby="transports" className="below">
      <h2 id="transports" className="list-title">
        {trunks.transportsTitle}
      </h2>
      <ul>
        {data.map(({ name, address, outside_address, certificate }) => (
          <li key={name} className="figures">
            {trunks.transport(name, address, outside_address, certificate)}
          </li>
        ))}
      </ul>
      <p className="hint">{trunks.transports}</p>
    </section>
  );
}

interface Row {
  name: string;
  state: TrunkState | undefined;
}

/** Those that were saved, then those that only the switch knows, in the order in which they are tried. */
function joined(saved: readonly string[], states: readonly TrunkState[]): Row[] {
  const told = states.map((state) => ({ name: state.name, state }));
  return [...told, ...saved.filter((name) => states.every((state) => state.name !== name)).map((name) => ({ name, state: undefined }))];
}

function TrunkTable({ rows }: { rows: readonly Row[] }) {
  const { trunks } = useSetUpWords();
  const columns: readonly Column[] = [
    { label: trunks.name },
    { label: trunks.state, className: "col-verdict" },
    { label: trunks.roundTrip, className: "col-count lesser" },
    { label: trunks.load, className: "col-count minor" },
    { label: trunks.failures, className: "col-verdict lesser" },
    { label: trunks.rank, className: "col-count least" },
  ];
  return (
    <RowTable columns={columns} rows={rows} idOf={({ name }) => name}>
      {(row) => <TrunkRow key={row.name} row={row} />}
    </RowTable>
  );
}

function TrunkRow({ row: { name, state } }: { row: Row }) {
  const { trunks } = useSetUpWords();
  const { app } = useWords();
  const spec = useThings("trunks").data?.find(({ key }) => key === name)?.spec;
  const trip = state?.reach?.round_trip_ms;
  const failures = useFailures(state);
  return (
    <tr className="row">
      <td>
        <RowButton opens={{ open: state?.from_settings ? SETTINGS_TRUNK + name : name }} label={trunks.open(name)}>
          {name}
        </RowButton>
      </td>
      <td className="col-verdict">
        <Standing state={state} />
      </td>
      <td className="col-count lesser figures">{trip === null || trip === undefined ? app.none : trunks.ms(trip.toFixed(0))}</td>
      <td className="col-count minor figures">{loadOf(state, trunks) ?? app.none}</td>
      <td className="col-verdict lesser">{failures || app.none}</td>
      <td className="col-count least figures">{textOf(spec?.rank) || app.none}</td>
    </tr>
  );
}

function loadOf(state: TrunkState | undefined, trunks: SetUpWords["trunks"]): string | null {
  if (state === undefined || state.calls === null) return null;
  return state.channels === null ? String(state.calls) : trunks.ofLimit(state.calls, state.channels);
}

export function useFailures(state: TrunkState | undefined): string {
  const { trunks } = useSetUpWords();
  const { trunkTrouble } = useWords();
  return (state?.failures ?? []).map(({ cause, calls }) => trunks.failed(wordFor(trunkTrouble, cause), calls)).join("; ");
}

/** Up or down, since when, and why not. */
export function Standing({ state }: { state: TrunkState | undefined }) {
  const words = useSetUpWords();
  const moment = useMoment();
  const [sign, text] = standingOf(state, words);
  const since = state?.since ? ` ${(state.before ? words.trunks.sinceBefore : words.trunks.since)(moment(state.since))}` : "";
  return (
    <>
      <Mark sign={sign} text={`${text}${since}`} />
      {state?.why && state.why.kind !== "trunk_switch_away" && <p className="trunk-why">{troubleText(state.why, words)}</p>}
    </>
  );
}

function standingOf(state: TrunkState | undefined, { trunks }: SetUpWords): [Sign, string] {
  if (state === undefined) return [[IconQuestionMark, "quiet"], trunks.unknown];
  switch (state.standing) {
    case "off":
      return [[IconCircleOff, "quiet"], trunks.off];
    case "pending":
      return [[IconHourglassHigh, "warn"], trunks.pending];
    case "refused":
      return [[IconPlugConnectedX, "bad"], trunks.refused];
    case "in_force":
      if (state.up === null) return [[IconQuestionMark, "quiet"], trunks.unknown];
      if (state.up) return [state.why ? [IconAlertTriangle, "warn"] : [IconCircleCheck, "good"], trunks.up];
      return [[IconPlugConnectedX, "bad"], trunks.isDown];
  }
}

/** What is wrong, in the reader's words where there are some. */
export function troubleText({ kind, sentence, data = {} }: TrunkTrouble, words: SetUpWords): string {
  return words.trunkTroubles[kind]?.(data) ?? sentence;
}
