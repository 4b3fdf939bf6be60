import { Button } from "@mantine/core";
import { type FormEvent, type ReactNode, useEffect, useRef } from "react";

import { useSetUpWords } from "../messages/setup/use";
import { Trouble } from "../shared/Trouble";
import { Clashing } from "./Clashing";
import type { Field } from "./fields";
import { Review } from "./Review";
import type { Naming } from "./shown";
import { fieldOf, SpecField } from "./SpecField";
import type { Form } from "./useEditor";

interface SpecFormProps {
  form: Form;
  naming: Naming;
  /** The fields that show their own error. */
  shows: readonly string[];
  /** Whether the viewer may save. */
  changes: boolean;
  children: ReactNode;
  /** What else can be done, beside the save. */
  actions?: ReactNode;
}

/** A form whose save shows its difference first. */
export function SpecForm({ form, naming, shows, changes, children, actions }: SpecFormProps) {
  const { save } = useSetUpWords();
  const frame = useFocusOnTrouble(form.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (!form.asking) form.review();
  };
  return (
    <form className="form spec-form" onSubmit={submit} ref={frame} noValidate>
      {!changes && <p className="hint">{save.readOnly}</p>}
      {form.restored && <p className="hint">{save.kept}</p>}
      {children}
      <AtNoField form={form} shows={shows} />
      {changes && <SaveBar form={form} actions={actions} />}
      {form.step.kind === "reviewing" && (
        <Review difference={form.step.difference} naming={naming} pending={form.saving} error={null} onYes={form.confirm} onClose={form.back} />
      )}
      {form.step.kind === "clash" && <Clashing form={form} meanwhile={form.step.meanwhile} naming={naming} />}
    </form>
  );
}

/** A refusal about a field that is shown stands there. */
function AtNoField({ form: { error }, shows }: { form: Form; shows: readonly string[] }) {
  const field = fieldOf(error);
  return field !== null && shows.includes(field) ? null : <Trouble error={error} />;
}

function SaveBar({ form, actions }: { form: Form; actions: ReactNode }) {
  const { save } = useSetUpWords();
  return (
    <div className="buttons save-bar">
      <Button type="submit" loading={form.asking} disabled={!form.dirty && !form.isNew}>
        {save.review}
      </Button>
      {form.dirty && (
        <Button variant="default" onClick={form.discard}>
          {save.undoEdits}
        </Button>
      )}
      {actions}
      <span role="status" className="hint">
        {form.saved !== null && !form.dirty && save.saved}
      </span>
    </div>
  );
}

/** Where something was wrong with a field, that is where one goes on. */
function useFocusOnTrouble(error: unknown) {
  const frame = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (error !== null) frame.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [error]);
  return frame;
}

interface FieldsProps {
  form: Form;
  fields: readonly Field[];
  naming: Naming;
  disabled: boolean;
}

/** Plain fields, one after the other. */
export function Fields({ form, fields, naming, disabled }: FieldsProps) {
  return fields.map((field) => <SpecField key={field.name} form={form} field={field} naming={naming} disabled={disabled} />);
}

/** Some fields under a heading. */
export function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="field-group">
      <legend>{title}</legend>
      <div className="fields">{children}</div>
    </fieldset>
  );
}
