import { type Saved, type Thing, useThings } from "../../api/setup";
import { useSetUpWords } from "../../messages/setup/use";
import { useWords } from "../../messages/use";
import { textOf } from "../../setup/fields";
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

/** One of the agents, or nobody. */
function Owner({ form, disabled }: { form: Form; disabled: boolean }) {
  const naming = useNaming("phones");
  const { phones } = useSetUpWords();
  const names = useThings("agents").data?.map(({ key }) => key) ?? [];
  const now = textOf(form.draft.agent);
  const options = ["", ...new Set([...names, ...(now === "" ? [] : [now])])];
  const choices = { agent: { "": phones.nobodys } };
  return <SpecField form={form} field={{ name: "agent", shape: "text", options }} naming={{ ...naming, choices }} disabled={disabled} />;
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
