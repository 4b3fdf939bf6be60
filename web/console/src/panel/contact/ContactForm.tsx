import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";

import { useChangeContact } from "../../api/contacts";
import type { Consent, Contact } from "../../api/caseTypes";
import { LANGUAGE_NAMES } from "../../messages/catalogue";
import { useWords } from "../../messages/use";
import { fieldError, Trouble } from "../../shared/Trouble";

export interface Typed {
  name: string;
  language: string;
  zone: string;
  consent: Consent;
  notes: string;
}

const FIELDS = ["name", "language", "zone", "consent", "notes"] as const;

/** What is known of a contact. Only what was changed is sent. */
export function ContactForm({ contact, changes }: { contact: Contact; changes: boolean }) {
  const words = useWords();
  const save = useChangeContact(contact.id);
  const known = typedOf(contact);
  const [typed, setTyped] = useState(known);
  const changed = FIELDS.filter((field) => typed[field] !== known[field]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(Object.fromEntries(changed.map((field) => [field, sentAs(field, typed[field])])));
  };
  return (
    <form className="form" onSubmit={submit}>
      <ContactFields typed={typed} onChange={setTyped} error={save.error} zones={contact.zone === null ? contact.zones : []} readOnly={!changes} />
      <Trouble error={save.error} except={FIELDS} />
      {changes && (
        <div className="buttons">
          <Button type="submit" size="compact-md" loading={save.isPending} disabled={changed.length === 0}>
            {words.contacts.save}
          </Button>
          <span role="status" className="hint">
            {save.isSuccess && changed.length === 0 && words.contacts.saved}
          </span>
        </div>
      )}
    </form>
  );
}

function typedOf({ name, language, zone, consent, notes }: Contact): Typed {
  return { name, language: language ?? "", zone: zone ?? "", consent, notes };
}

/** An empty language or zone is none. */
export function sentAs(field: keyof Typed, value: string): string | null {
  return value === "" && (field === "language" || field === "zone") ? null : value;
}

interface ContactFieldsProps {
  typed: Typed;
  onChange: (typed: Typed) => void;
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
    onChange: (event: { currentTarget: { value: string } }) => onChange({ ...typed, [name]: event.currentTarget.value }),
  });
  const languages = Object.entries(LANGUAGE_NAMES).map(([value, label]) => ({ value, label }));
  const own = typed.language === "" || typed.language in LANGUAGE_NAMES ? [] : [{ value: typed.language, label: typed.language }];
  const consents = Object.entries(contacts.consents).map(([value, label]) => ({ value, label }));
  const hint = zones.length === 0 ? contacts.zoneHint : `${contacts.zoneHint} ${contacts.zoneInferred(zones.slice(0, 3).join(", "))}`;
  return (
    <>
      <TextInput label={contacts.name} maxLength={200} {...field("name")} />
      <NativeSelect label={contacts.language} data={[{ value: "", label: contacts.projectLanguage }, ...languages, ...own]} {...field("language")} />
      <TextInput label={contacts.zone} description={hint} autoComplete="off" {...field("zone")} />
      <NativeSelect label={contacts.consent} data={consents} {...field("consent")} />
      <Textarea label={contacts.notes} autosize minRows={2} maxLength={20_000} {...field("notes")} />
    </>
  );
}
