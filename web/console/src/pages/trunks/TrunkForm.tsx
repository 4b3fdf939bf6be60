import { Button, NativeSelect, PasswordInput } from "@mantine/core";
import { useState } from "react";

import type { Saved, Thing } from "../../api/setup";
import { type Preset, type Rule, usePresets } from "../../api/trunks";
import { useSetUpWords } from "../../messages/setup/use";
import { useWords } from "../../messages/use";
import { ChangeButton } from "../../setup/ChangeButton";
import { type Spec, textOf } from "../../setup/fields";
import { useNaming } from "../../setup/naming";
import { OrderField } from "../../setup/OrderField";
import { CODECS, NEW_TRUNK, TRUNK, TRUNK_FIELDS } from "../../setup/sheets";
import { troubleAt } from "../../setup/SpecField";
import { Fields, Group, SpecForm } from "../../setup/SpecForm";
import { type Form, useEditor } from "../../setup/useEditor";
import { begunAs } from "./preset";
import { Rewriting } from "./Rewriting";

const SHOWN = [...TRUNK_FIELDS.map(({ name }) => name), "secret"];

interface TrunkFormProps {
  /** Undefined: a new one. */
  trunk: Thing | undefined;
  changes: boolean;
  onSaved: (saved: Saved) => void;
  onRemoved: () => void;
}

/** All that is set of a trunk. */
export function TrunkForm({ trunk, changes, onSaved, onRemoved }: TrunkFormProps) {
  const { trunks } = useSetUpWords();
  const naming = useNaming("trunks");
  const form = useEditor({ section: "trunks", thing: trunk ?? null, initial: NEW_TRUNK, fields: TRUNK_FIELDS, keyOf: ({ name }) => textOf(name), onSaved });
  const remove = trunk && <ChangeButton section="trunks" thing={trunk} spec={null} label={trunks.remove} title={trunks.removeTitle} naming={naming} grave onDone={onRemoved} />;
  const disabled = !changes;
  const fields = (group: "basics" | "from" | "numbers" | "use") => <Fields form={form} fields={TRUNK[group]} naming={naming} disabled={disabled} />;
  return (
    <SpecForm form={form} naming={naming} shows={SHOWN} changes={changes} actions={remove}>
      {trunk === undefined && changes && <Presets form={form} />}
      <Group title={trunks.groups.basics}>{fields("basics")}</Group>
      {form.draft.way !== "address" && <Account form={form} kept={trunk?.has_secret ?? false} disabled={disabled} />}
      <Group title={trunks.groups.from}>{fields("from")}</Group>
      <Sound form={form} disabled={disabled} />
      <Group title={trunks.groups.numbers}>{fields("numbers")}</Group>
      <Rules form={form} disabled={disabled} />
      <Group title={trunks.groups.use}>{fields("use")}</Group>
    </SpecForm>
  );
}

/** Known carriers: what is chosen fills the form, except for what was typed already. */
function Presets({ form }: { form: Form }) {
  const { trunks } = useSetUpWords();
  const { data: presets = [] } = usePresets();
  const [id, setId] = useState("");
  const chosen = presets.find((each) => each.id === id);
  const data = [{ value: "", label: trunks.presets[""] ?? "" }, ...presets.map((each) => ({ value: each.id, label: trunks.presets[each.id] ?? each.label }))];
  const begin = (wanted: string) => {
    setId(wanted);
    form.fill(begunAs(form.spec, beginning(presets, id), beginning(presets, wanted)));
  };
  return <NativeSelect label={trunks.preset} description={chosen && (trunks.presetNotes[id] ?? chosen.note)} data={data} value={id} onChange={(event) => begin(event.currentTarget.value)} />;
}

function beginning(presets: readonly Preset[], id: string): Spec {
  return { ...NEW_TRUNK, ...presets.find((each) => each.id === id)?.spec };
}

function Account({ form, kept, disabled }: { form: Form; kept: boolean; disabled: boolean }) {
  const { trunks } = useSetUpWords();
  const naming = useNaming("trunks");
  const [username, ...others] = TRUNK.account;
  return (
    <Group title={trunks.groups.account}>
      {username && <Fields form={form} fields={[username]} naming={naming} disabled={disabled} />}
      {!disabled && <Password form={form} kept={kept} />}
      <Fields form={form} fields={others} naming={naming} disabled={disabled} />
    </Group>
  );
}

/** Written and never read: what is kept is not shown. */
function Password({ form: { secret, setSecret, error }, kept }: { form: Form; kept: boolean }) {
  const { trunks } = useSetUpWords();
  const words = useWords();
  const taken = secret === "";
  return (
    <div className="form">
      <PasswordInput
        label={trunks.password}
        description={taken ? trunks.passwordTaken : kept ? trunks.passwordKept : trunks.passwordNew}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ "aria-label": words.sign.show }}
        value={secret ?? ""}
        error={troubleAt(error, "secret", words)}
        onChange={(event) => setSecret(event.currentTarget.value || null)}
      />
      {kept && (
        <div className="buttons">
          <Button size="compact-xs" variant="subtle" onClick={() => setSecret(taken ? null : "")}>
            {taken ? trunks.passwordKeep : trunks.passwordTake}
          </Button>
        </div>
      )}
    </div>
  );
}

function Sound({ form, disabled }: { form: Form; disabled: boolean }) {
  const { trunks, trunkFields } = useSetUpWords();
  const naming = useNaming("trunks");
  const said = troubleAt(form.error, "codecs", useWords());
  return (
    <Group title={trunks.groups.sound}>
      <div role="group" aria-label={trunkFields.codecs[0]}>
        <p>{trunkFields.codecs[0]}</p>
        <OrderField value={form.draft.codecs as string[]} all={CODECS} labels={trunks.codec} add={trunks.addCodec} disabled={disabled} onChange={(value) => form.set("codecs", value)} />
        {said !== null && (
          <p role="alert" className="field-trouble">
            {said}
          </p>
        )}
      </div>
      <Fields form={form} fields={TRUNK.sound.filter(({ name }) => name === "encrypt_media")} naming={naming} disabled={disabled} />
    </Group>
  );
}

function Rules({ form, disabled }: { form: Form; disabled: boolean }) {
  const { trunks, trunkFields } = useSetUpWords();
  const words = useWords();
  return (
    <Group title={trunks.groups.rewriting}>
      {(["dialled", "callers", "outgoing"] as const).map((name) => (
        <Rewriting
          key={name}
          title={trunkFields[name][0] ?? name}
          rules={form.draft[name] as Rule[]}
          error={troubleAt(form.error, name, words)}
          disabled={disabled}
          onChange={(rules) => form.set(name, rules)}
        />
      ))}
    </Group>
  );
}
