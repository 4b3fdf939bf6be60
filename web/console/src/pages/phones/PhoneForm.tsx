import { NativeSelect } from "@mantine/core";

import { type Person, usePeople } from "../../api/people";
import { type Saved, type Thing, useThings } from "../../api/setup";
import { useSetUpWords } from "../../messages/setup/use";
import { useWords } from "../../messages/use";
import { type Spec, textOf } from "../../setup/fields";
import { useNaming } from "../../setup/naming";
import { OrderField } from "../../setup/OrderField";
import { NEW_PHONE, PHONE, PHONE_FIELDS } from "../../setup/phoneSheets";
import { CODECS } from "../../setup/sheets";
import { SpecField, troubleAt } from "../../setup/SpecField";
import { Fields, Group, SpecForm } from "../../setup/SpecForm";
import { type Form, useEditor } from "../../setup/useEditor";

const SHOWN = PHONE_FIELDS.map(({ name }) => name);

interface PhoneFormProps {
  /** Undefined: a new one. */
  phone: Thing | undefined;
  changes: boolean;
  onSaved: (saved: Saved) => void;
}

/** All that is set of a phone. */
export function PhoneForm({ phone, changes, onSaved }: PhoneFormProps) {
  const { phones } = useSetUpWords();
  const naming = useNaming("phones");
  const form = useEditor({ section: "phones", thing: phone ?? null, initial: NEW_PHONE, fields: PHONE_FIELDS, keyOf: ({ name }) => textOf(name), onSaved });
  const disabled = !changes;
  return (
    <SpecForm form={form} naming={naming} shows={SHOWN} changes={changes}>
      <Group title={phones.groups.basics}>
        <Fields form={form} fields={PHONE.basics} naming={naming} disabled={disabled} />
        <Owner form={form} disabled={disabled} />
      </Group>
      <Group title={phones.groups.sound}>
        <Codecs form={form} disabled={disabled} />
        <Fields form={form} fields={PHONE.sound} naming={naming} disabled={disabled} />
      </Group>
    </SpecForm>
  );
}

/** One of the agents, somebody else who works here, or nobody. Somebody else is reached there by an extension of the phone's. */
function Owner({ form, disabled }: { form: Form; disabled: boolean }) {
  const naming = useNaming("phones");
  const { phones, phoneFields } = useSetUpWords();
  const words = useWords();
  const groups = useOwners(form, disabled);
  const choose = (value: string) => form.fill(ownedBy(value, form.draft.extension));
  return (
    <>
      <NativeSelect
        label={phoneFields.agent[0]}
        description={phoneFields.agent[1]}
        error={troubleAt(form.error, "agent", words) ?? troubleAt(form.error, "person", words)}
        disabled={disabled}
        data={[
          { value: "", label: phones.nobodys },
          { group: phones.agents, items: groups.agents },
          { group: phones.others, items: groups.people },
        ]}
        value={ownerOf(form)}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      {textOf(form.draft.agent) === "" && <SpecField form={form} field={{ name: "extension", shape: "blank" }} naming={naming} disabled={disabled} />}
    </>
  );
}

const AGENTS = "agent:";
const PEOPLE = "person:";

/** Whoever has it now among them, also where the viewer may not know everybody. */
function useOwners(form: Form, disabled: boolean) {
  const agents = useThings("agents").data?.map(({ key }) => key) ?? [];
  const people = usePeople(!disabled).data?.filter(mayHaveOne).map(({ name }) => name) ?? [];
  return {
    agents: choices(AGENTS, [...agents, textOf(form.draft.agent)]),
    people: choices(PEOPLE, [...people, textOf(form.draft.person)]),
  };
}

function choices(kind: string, names: readonly string[]) {
  return [...new Set(names)].filter((name) => name !== "").map((name) => ({ value: `${kind}${name}`, label: name }));
}

/** An agent is chosen as one, and a client has no phone here. */
function mayHaveOne({ active, agent_id, roles }: Person): boolean {
  return active && agent_id === null && roles.some(({ role }) => role !== "client");
}

function ownerOf({ draft }: Form): string {
  const [agent, person] = [textOf(draft.agent), textOf(draft.person)];
  return agent !== "" ? `${AGENTS}${agent}` : person !== "" ? `${PEOPLE}${person}` : "";
}

function ownedBy(value: string, extension: unknown): Spec {
  if (value.startsWith(AGENTS)) return { agent: value.slice(AGENTS.length), person: "", extension: null };
  return { agent: "", person: value.startsWith(PEOPLE) ? value.slice(PEOPLE.length) : "", extension };
}

function Codecs({ form, disabled }: { form: Form; disabled: boolean }) {
  const { phoneFields, trunks } = useSetUpWords();
  const said = troubleAt(form.error, "codecs", useWords());
  return (
    <div role="group" aria-label={phoneFields.codecs[0]}>
      <p>{phoneFields.codecs[0]}</p>
      <OrderField value={form.draft.codecs as string[]} all={CODECS} labels={trunks.codec} add={trunks.addCodec} disabled={disabled} onChange={(value) => form.set("codecs", value)} />
      {said !== null && (
        <p role="alert" className="field-trouble">
          {said}
        </p>
      )}
    </div>
  );
}
