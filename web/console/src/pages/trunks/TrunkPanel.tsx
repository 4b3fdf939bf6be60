import { Link } from "@tanstack/react-router";

import { useThings } from "../../api/setup";
import { type TrunkState, useTrunks } from "../../api/trunks";
import { useFilters } from "../../app/filters";
import { useMe } from "../../app/me";
import { may, mayIn } from "../../app/session";
import { type SetUpWords, useSetUpWords } from "../../messages/setup/use";
import { Awaited, Fact, NoSuch, PanelSection, SidePanel } from "../../shared/SidePanel";
import { useMoment } from "../../shared/useMoment";
import { Deeds } from "../../setup/Deeds";
import { useNaming } from "../../setup/naming";
import { TrunkForm } from "./TrunkForm";
import { Standing, useFailures } from "./TrunksPage";
import { Tests } from "./Tests";

/** In the address, before the name of the trunk that the settings name: it is in no list of what was saved. */
export const SETTINGS_TRUNK = "settings:";

/** A trunk beside the list: how it stands, its tests, all that is set of it, its history; or a new one. */
export function TrunkPanel() {
  const { trunks } = useSetUpWords();
  const { filters, change } = useFilters();
  const naming = useNaming("trunks");
  const me = useMe();
  const changes = mayIn(me, "administer", null);
  const asked = useThings("trunks");
  const trunk = asked.data?.find(({ key }) => key === filters.open);
  const { name, fixed } = named(filters.open);
  const makes = filters.make !== undefined;
  const close = () => change({ open: undefined, make: undefined });
  return (
    <SidePanel title={makes ? trunks.add : name} closeLabel={trunks.close} onClose={close}>
      <Awaited asked={asked} gone={trunks.gone} />
      {asked.data && !makes && trunk === undefined && (fixed ? <p>{trunks.fromSettings}</p> : <NoSuch>{trunks.gone}</NoSuch>)}
      {!makes && <Health name={name} />}
      {trunk && mayIn(me, "see_health", null) && <Tests trunk={trunk} calls={changes} />}
      {asked.data && (makes || trunk !== undefined) && (
        <TrunkForm
          key={trunk?.key ?? "new"}
          trunk={trunk}
          changes={changes}
          onSaved={({ key }) => change({ open: key, make: undefined }, { replace: true })}
          onRemoved={close}
        />
      )}
      {trunk && <Deeds which={{ section: "trunks", key: trunk.key }} naming={() => naming} changes={changes} />}
    </SidePanel>
  );
}

function named(open: string | undefined): { name: string; fixed: boolean } {
  const fixed = open?.startsWith(SETTINGS_TRUNK) ?? false;
  return { name: fixed ? (open ?? "").slice(SETTINGS_TRUNK.length) : (open ?? ""), fixed };
}

function Health({ name }: { name: string }) {
  const { trunks } = useSetUpWords();
  const me = useMe();
  const state = useTrunks(mayIn(me, "see_health", null)).data?.trunks.find((each) => each.name === name);
  if (state === undefined) return null;
  return (
    <PanelSection id="trunk-state" title={trunks.state}>
      <div role="status">
        <Standing state={state} />
      </div>
      <Facts state={state} />
      {may(me, "see_calls") && (
        <Link to="/calls" search={{ trunk: state.name }}>
          {trunks.calls}
        </Link>
      )}
    </PanelSection>
  );
}

/** Registered, or else answering, since when; of one that was so when the service first looked, no more is known. */
function upSince({ up, registration, reach }: TrunkState, trunks: SetUpWords["trunks"], moment: (at: string) => string): string | null {
  if (registration?.registered) return (registration.before ? trunks.registeredBefore : trunks.registeredSince)(moment(registration.since));
  if (reach?.up) return (reach.before ? trunks.reachableBefore : trunks.reachableSince)(moment(reach.since));
  return up && !registration && !reach ? trunks.notAsked : null;
}

function Facts({ state }: { state: TrunkState }) {
  const { trunks } = useSetUpWords();
  const moment = useMoment();
  const { reach, calls, channels } = state;
  const trip = reach?.round_trip_ms;
  return (
    <dl className="facts">
      <Fact name={trunks.carrier} value={upSince(state, trunks, moment)} />
      <Fact name={trunks.roundTrip} value={trip === null || trip === undefined ? null : trunks.ms(trip.toFixed(0))} />
      <Fact name={trunks.load} value={calls === null ? null : channels === null ? calls : trunks.ofLimit(calls, channels)} />
      <Fact name={trunks.failures} value={useFailures(state) || trunks.noFailures} />
    </dl>
  );
}
