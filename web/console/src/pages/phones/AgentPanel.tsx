import { Button } from "@mantine/core";
import { useState } from "react";

import { type AgentPhone, useNewPin, usePhones } from "../../api/deskPhones";
import { type Saved, type Thing, useThings } from "../../api/setup";
import { useFilters } from "../../app/filters";
import { useMe } from "../../app/me";
import { mayIn } from "../../app/session";
import { useSetUpWords } from "../../messages/setup/use";
import { ChangeButton } from "../../setup/ChangeButton";
import { Deeds } from "../../setup/Deeds";
import { textOf } from "../../setup/fields";
import { useNaming } from "../../setup/naming";
import { AGENT, AGENT_FIELDS, NEW_AGENT } from "../../setup/phoneSheets";
import { Fields, Group, SpecForm } from "../../setup/SpecForm";
import { useEditor } from "../../setup/useEditor";
import { useSuggested } from "../../setup/useSuggested";
import { Confirm } from "../../shared/Confirm";
import { OneTime } from "../../shared/OneTime";
import { Awaited, Fact, NoSuch, PanelSection, SidePanel } from "../../shared/SidePanel";
import { ShutUntil } from "./PhonesPage";
import { WorksFor } from "./WorksFor";

const SHOWN = AGENT_FIELDS.map(({ name }) => name);

/** An agent beside the list: their extension, PIN and phone, and whose calls they take; or a new one. */
export function AgentPanel() {
  const { phones } = useSetUpWords();
  const { filters, change } = useFilters();
  const naming = useNaming("agents");
  const changes = mayIn(useMe(), "administer", null);
  const asked = usePhones();
  const saved = useThings("agents");
  const makes = filters.make !== undefined;
  const agent = asked.data?.agents.find(({ name }) => name === filters.open);
  const thing = saved.data?.find(({ key }) => key === filters.open);
  const close = () => change({ open: undefined, make: undefined, part: undefined });
  return (
    <SidePanel title={makes ? phones.addAgent : (filters.open ?? "")} closeLabel={phones.closeAgent} onClose={close}>
      {!makes && <Awaited asked={asked} gone={phones.goneAgent} />}
      {!makes && asked.data && saved.data && agent === undefined && thing === undefined && <NoSuch>{phones.goneAgent}</NoSuch>}
      {agent && <Pin agent={agent} changes={changes} />}
      {(makes || thing !== undefined) && (
        <AgentForm
          key={thing?.key ?? "new"}
          agent={thing}
          changes={changes}
          onSaved={({ key }) => change({ open: key, part: "agent", make: undefined }, { replace: true })}
          onRemoved={close}
        />
      )}
      {thing && <Deeds which={{ section: "agents", key: thing.key }} naming={() => naming} changes={changes} />}
    </SidePanel>
  );
}

function Pin({ agent, changes }: { agent: AgentPhone; changes: boolean }) {
  const { phones } = useSetUpWords();
  const [asks, setAsks] = useState(false);
  const make = useNewPin();
  return (
    <PanelSection id="agent-pin" title={phones.signsIn}>
      <div className="form">
        <dl className="facts">
          <Fact name={phones.extension} value={agent.extension} />
          <Fact name={phones.pin} value={agent.has_pin ? phones.pinSet : phones.noPin} />
          <Fact name={phones.ringsAt} value={agent.phone === null ? phones.nowhere : agent.elsewhere ? phones.borrowed(agent.phone) : agent.phone} />
        </dl>
        <ShutUntil at={agent.shut_until} />
        {agent.extension === null && <p className="hint">{phones.noExtension}</p>}
        {make.data && <OneTime label={phones.newPinIs} hint={phones.pinOnce} text={make.data.pin} />}
        {changes && (
          <div className="buttons">
            <Button variant="default" onClick={() => setAsks(true)}>
              {phones.newPin}
            </Button>
          </div>
        )}
      </div>
      {asks && (
        <Confirm question={phones.newPinTitle(agent.name)} yes={phones.newPin} pending={make.isPending} error={make.error} onYes={() => make.mutate(agent.id, { onSuccess: () => setAsks(false) })} onClose={() => setAsks(false)}>
          <p>{phones.newPinHint}</p>
        </Confirm>
      )}
    </PanelSection>
  );
}

interface AgentFormProps {
  /** Undefined: a new one. */
  agent: Thing | undefined;
  changes: boolean;
  onSaved: (saved: Saved) => void;
  onRemoved: () => void;
}

function AgentForm({ agent, changes, onSaved, onRemoved }: AgentFormProps) {
  const { phones } = useSetUpWords();
  const naming = useNaming("agents");
  const form = useEditor({ section: "agents", thing: agent ?? null, initial: NEW_AGENT, fields: AGENT_FIELDS, keyOf: ({ name }) => textOf(name), onSaved });
  const work = useSuggested(AGENT.work);
  const remove = agent && <ChangeButton section="agents" thing={agent} spec={null} label={phones.removeAgent} title={phones.removeAgentTitle} naming={naming} grave onDone={onRemoved} />;
  return (
    <SpecForm form={form} naming={naming} shows={SHOWN} changes={changes} actions={remove}>
      {(["basics", "work", "phone", "use"] as const).map((group) => (
        <Group key={group} title={phones.agentGroups[group]}>
          {group === "work" && <WorksFor form={form} disabled={!changes} />}
          <Fields form={form} fields={group === "work" ? work : AGENT[group]} naming={naming} disabled={!changes} />
        </Group>
      ))}
    </SpecForm>
  );
}
