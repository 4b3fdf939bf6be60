import { Button, Modal, NativeSelect } from "@mantine/core";
import { useState } from "react";

import { type PhoneSettings, type PhoneWay, usePhoneSettings } from "../../api/deskPhones";
import { useSetUpWords } from "../../messages/setup/use";
import { useWords } from "../../messages/use";
import { OneTime } from "../../shared/OneTime";
import { Awaited, Fact } from "../../shared/SidePanel";

/** The password that was just made, this once, and all that is to be typed into the phone. */
export function Told({ name, secret, onClose }: { name: string; secret: string; onClose: () => void }) {
  const { phones } = useSetUpWords();
  const { app } = useWords();
  return (
    <Modal opened onClose={onClose} size="lg" title={phones.toldTitle(name)} closeOnClickOutside={false} closeButtonProps={{ "aria-label": app.close }}>
      <div className="form">
        <OneTime label={phones.password} hint={phones.passwordOnce} text={secret} />
        <SettingsOf name={name} password={secret} />
        <div className="buttons">
          <Button onClick={onClose}>{phones.noted}</Button>
        </div>
      </div>
    </Modal>
  );
}

/** What is to be typed into a phone so that it registers. Without the password a mark stands for it. */
export function SettingsOf({ name, password }: { name: string; password: string | null }) {
  const { phones } = useSetUpWords();
  const asked = usePhoneSettings(name, password);
  return (
    <div className="form">
      <Awaited asked={asked} gone={phones.gone} />
      {asked.data && <Settings settings={asked.data} />}
    </div>
  );
}

function Settings({ settings: { user, ways } }: { settings: PhoneSettings }) {
  const { phones } = useSetUpWords();
  const [chosen, choose] = useState(ways[0]?.transport ?? "");
  const way = ways.find(({ transport }) => transport === chosen);
  return (
    <>
      {ways.length > 1 && (
        <NativeSelect
          label={phones.transport}
          description={chosen === "tls" ? phones.tlsHint : phones.plainHint}
          data={ways.map(({ transport }) => ({ value: transport, label: transport.toUpperCase() }))}
          value={chosen}
          onChange={(event) => choose(event.currentTarget.value)}
        />
      )}
      {way && <Way way={way} user={user} />}
    </>
  );
}

function Way({ way: { server, port, transport, clients, picture }, user }: { way: PhoneWay; user: string }) {
  const { phones } = useSetUpWords();
  const [chosen, choose] = useState(clients[0]?.client ?? "desk_phone");
  const client = clients.find((each) => each.client === chosen);
  const known = (name: string) => phones.clients[name] ?? name;
  return (
    <>
      <dl className="facts">
        <Fact name={phones.server} value={`${server}:${port}`} />
        <Fact name={phones.transport} value={transport.toUpperCase()} />
        <Fact name={phones.user} value={user} />
      </dl>
      <NativeSelect
        label={phones.client}
        description={phones.clientHint}
        data={clients.map((each) => ({ value: each.client, label: known(each.client) }))}
        value={chosen}
        onChange={(event) => choose(event.currentTarget.value as typeof chosen)}
      />
      {client && client.settings.length > 0 && (
        <dl className="facts" lang="en">
          {client.settings.map(({ field, value }) => (
            <Fact key={field} name={field} value={value} />
          ))}
        </dl>
      )}
      {client && client.text !== "" && <OneTime label={phones.line} text={client.text} />}
      {picture !== null && <Picture picture={picture} />}
    </>
  );
}

function Picture({ picture }: { picture: string }) {
  const { phones } = useSetUpWords();
  return (
    <figure>
      <img className="qr" src={picture} alt={phones.picture} />
      <figcaption className="hint">{phones.pictureHint}</figcaption>
    </figure>
  );
}
