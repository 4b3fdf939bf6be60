import { Button } from "@mantine/core";
import { useState } from "react";

import { type PhoneRow, useEchoTest, useNewPassword, usePhones } from "../../api/deskPhones";
import { type Saved, type Thing, useThings } from "../../api/setup";
import { useFilters } from "../../app/filters";
import { useMe } from "../../app/me";
import { mayIn } from "../../app/session";
import { useSetUpWords } from "../../messages/setup/use";
import { ChangeButton } from "../../setup/ChangeButton";
import { Deeds } from "../../setup/Deeds";
import { useNaming } from "../../setup/naming";
import { Confirm } from "../../shared/Confirm";
import { Awaited, Fact, NoSuch, PanelSection, SidePanel } from "../../shared/SidePanel";
import { Trouble } from "../../shared/Trouble";
import { PhoneForm } from "./PhoneForm";
import { SettingsOf, Told } from "./Settings";
import { PhoneState, SoundMark } from "./PhonesPage";

/** A phone beside the list: how it is, its test, what to type into it, all that is set of it; or a new one. */
export function PhonePanel() {
  const { phones } = useSetUpWords();
  const { filters, change } = useFilters();
  const naming = useNaming("phones");
  const changes = mayIn(useMe(), "administer", null);
  const asked = usePhones();
  const saved = useThings("phones");
  const [told, setTold] = useState<{ key: string; secret: string } | null>(null);
  const makes = filters.make !== undefined;
  const row = asked.data?.phones.find(({ name }) => name === filters.open);
  const phone = saved.data?.find(({ key }) => key === filters.open);
  const close = () => change({ open: undefined, make: undefined });
  const show = (key: string) => change({ open: key, make: undefined }, { replace: true });
  const made = ({ key, secret }: Saved) => (secret === null ? show(key) : setTold({ key, secret }));
  return (
    <SidePanel title={makes ? phones.add : (filters.open ?? "")} closeLabel={phones.close} onClose={close}>
      {!makes && <Awaited asked={asked} gone={phones.gone} />}
      {!makes && asked.data && row === undefined && phone === undefined && <NoSuch>{phones.gone}</NoSuch>}
      {row && <How row={row} changes={changes} />}
      {phone && changes && <Account phone={phone} onMade={(secret) => setTold({ key: phone.key, secret })} onRemoved={close} />}
      {row?.kind === "configured" && <p className="hint">{phones.configured}</p>}
      {row?.kind === "browser" && <p className="hint">{phones.inPage}</p>}
      {(makes || phone !== undefined) && <PhoneForm key={phone?.key ?? "new"} phone={phone} changes={changes} onSaved={made} />}
      {phone && <Deeds which={{ section: "phones", key: phone.key }} naming={() => naming} changes={changes} />}
      {told && <Told name={told.key} secret={told.secret} onClose={() => (setTold(null), show(told.key))} />}
    </SidePanel>
  );
}

function How({ row, changes }: { row: PhoneRow; changes: boolean }) {
  const { phones } = useSetUpWords();
  const echo = useEchoTest(row.name);
  const { registered, sound } = row;
  return (
    <PanelSection id="phone-state" title={phones.state}>
      <div className="form">
        <div role="status">
          <PhoneState row={row} />
        </div>
        {row.missing && <p className="hint">{phones.missingHint}</p>}
        <dl className="facts">
          <Fact name={phones.whose} value={row.whose} />
          <Fact name={phones.at} value={row.at === null ? null : row.signed_in ? row.at : phones.away(row.at)} />
          <Fact name={phones.from} value={registered === null ? null : registered.port === null ? registered.address : `${registered.address}:${registered.port}`} />
          <Fact name={phones.agentName} value={registered?.user_agent} />
          <Fact name={phones.roundTrip} value={registered?.round_trip_ms == null ? null : phones.ms(registered.round_trip_ms.toFixed(1))} />
        </dl>
        {sound && <HowItSounds sound={sound} />}
        {changes && (
          <div className="buttons">
            <Button variant="default" loading={echo.isPending} disabled={registered === null} onClick={() => echo.mutate()}>
              {phones.echo}
            </Button>
            <span role="status" className="hint">
              {echo.isSuccess ? phones.echoRings : phones.echoHint}
            </span>
          </div>
        )}
        <Trouble error={echo.error} />
      </div>
    </PanelSection>
  );
}

function HowItSounds({ sound }: { sound: NonNullable<PhoneRow["sound"]> }) {
  const { phones } = useSetUpWords();
  const trip = sound.round_trip_ms === null ? phones.noReports : phones.ms(sound.round_trip_ms.toFixed(0));
  return (
    <>
      <p>
        {phones.lastCall} <SoundMark verdict={sound.verdict} />
      </p>
      <p className="hint figures">{phones.measured(sound.loss_from_phone.toFixed(1), sound.loss_to_phone.toFixed(1), sound.jitter_ms.toFixed(0), trip)}</p>
    </>
  );
}

interface AccountProps {
  phone: Thing;
  onMade: (secret: string) => void;
  onRemoved: () => void;
}

/** What can be done with a phone that was saved here. */
function Account({ phone, onMade, onRemoved }: AccountProps) {
  const { phones } = useSetUpWords();
  const naming = useNaming("phones");
  const [shows, setShows] = useState(false);
  const locked = phone.spec.locked === true;
  return (
    <PanelSection id="phone-account" title={phones.account}>
      <div className="buttons">
        <Button variant="default" aria-expanded={shows} onClick={() => setShows(!shows)}>
          {phones.settings}
        </Button>
        <NewPassword name={phone.key} onMade={onMade} />
        <ChangeButton
          section="phones"
          thing={phone}
          spec={{ ...phone.spec, locked: !locked }}
          label={locked ? phones.unlock : phones.lock}
          title={locked ? phones.unlockTitle : phones.lockTitle}
          naming={naming}
          grave={!locked}
        />
        <ChangeButton section="phones" thing={phone} spec={null} label={phones.remove} title={phones.removeTitle} naming={naming} grave onDone={onRemoved} />
      </div>
      {shows && <SettingsOf name={phone.key} password={null} />}
    </PanelSection>
  );
}

function NewPassword({ name, onMade }: { name: string; onMade: (secret: string) => void }) {
  const { phones } = useSetUpWords();
  const [asks, setAsks] = useState(false);
  const make = useNewPassword();
  const done = ({ secret }: Saved) => {
    setAsks(false);
    if (secret !== null) onMade(secret);
  };
  return (
    <>
      <Button variant="default" onClick={() => setAsks(true)}>
        {phones.newPassword}
      </Button>
      {asks && (
        <Confirm question={phones.newPasswordTitle} yes={phones.newPassword} grave pending={make.isPending} error={make.error} onYes={() => make.mutate(name, { onSuccess: done })} onClose={() => setAsks(false)}>
          <p>{phones.newPasswordHint}</p>
        </Confirm>
      )}
    </>
  );
}
