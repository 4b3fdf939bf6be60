import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";

import { useChangeContact } from "../../api/contacts";
import type { Contact } from "../../api/caseTypes";
import { LANGUAGE_NAMES } from "../../messages/catalogue";
import { useWords } from "../../messages/use";
import { fieldError, Trouble } from "../../shared/Trouble";
import { changesOf, FIELDS, type Typed, typedOf } from "./typed";
import { ZoneField } from "./ZoneField";

/** What is known of a contact. Only what was changed is sent; what others change meanwhile shows in the other fields. */
export function ContactForm({ contact, changes }: { contact: Contact; changes: boolean }) {
  const words = useWords();
  const save = useChangeContact(contact.id);
  const known = typedOf(contact);
  const [draft, setDraft] = useState<Partial<Typed>>({});
  const typed = { ...known, ...draft };
  const patch = changesOf(known, typed);
  const dirty = Object.keys(patch).length > 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (dirty) save.mutate(patch, { onSuccess: () => setDraft((now) => unlessSent(now, draft)) });
  };
  return (
    <form className="form" onSubmit={submit}>
      <ContactFields
        typed={typed}
        onChange={(field) => setDraft({ ...draft, ...field })}
        error={save.error}
        zones={contact.zones_from === "number" ? contact.zones : []}
        readOnly={!changes}
      />
      <Trouble error={save.error} except={FIELDS} />
      {changes && (
        <div className="buttons">
          <Button type="submit" size="compact-md" loading={save.isPending} disabled={!dirty}>
            {words.contacts.save}
          </Button>
          {dirty && (
            <Button size="compact-md" variant="default" onClick={() => setDraft({})}>
              {words.contacts.undo}
            </Button>
          )}
          <span role="status" className="hint">
            {save.isSuccess && !dirty && words.contacts.saved}
          </span>
        </div>
      )}
    </form>
  );
}

/** What was typed while the rest was on its way stays. */
function unlessSent(now: Partial<Typed>, sent: Partial<Typed>): Partial<Typed> {
  return Object.fromEntries(Object.entries(now).filter(([field, value]) => sent[field as keyof Typed] !== value));
}

interface ContactFieldsProps {
  typed: Typed;
  onChange: (changed: Partial<Typed>) => void;
  error: unknown;
  /** Those that the number may belong to. */
  zones: readonly string[];
  readOnly?: boolean;
}

export function ContactFields({ typed, onChange, error, zones, readOnly = false }: ContactFieldsProps) {
  const { contacts } = useWords();
  const field = (name: keyof Typed) => ({
    value: typed[name],
    error: fieldError(error, name),
    disabled: readOnly,
    onChange: (event: { currentTarget: { value: string } }) => onChange({ [name]: event.currentTarget.value }),
  });
  const languages = { "": contacts.projectLanguage, ...LANGUAGE_NAMES, [typed.language]: nameOfLanguage(typed.language, contacts.projectLanguage) };
  return (
    <>
      <TextInput label={contacts.name} maxLength={200} autoComplete="off" {...field("name")} />
      <NativeSelect label={contacts.language} data={options(languages)} {...field("language")} />
      <ZoneField value={typed.zone} onChange={(zone) => onChange({ zone })} likely={zones} error={fieldError(error, "zone")} disabled={readOnly} />
      <NativeSelect label={contacts.consent} data={options(contacts.consents)} {...field("consent")} />
      <Textarea label={contacts.notes} autosize minRows={2} maxRows={16} maxLength={20_000} {...field("notes")} />
    </>
  );
}

/** A language that the console does not speak is shown by its code. */
function nameOfLanguage(code: string, none: string): string {
  const names: Record<string, string> = LANGUAGE_NAMES;
  return code === "" ? none : (names[code] ?? code);
}

function options(names: Record<string, string>): { value: string; label: string }[] {
  return Object.entries(names).map(([value, label]) => ({ value, label }));
}
