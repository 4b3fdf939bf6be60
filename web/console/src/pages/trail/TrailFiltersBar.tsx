import { TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";

import { type Filters, useFilters } from "../../app/filters";
import { useWords } from "../../messages/use";

type Key = "who" | "action" | "what" | "since" | "till";

/** Narrows the trail; the project is chosen above. Enter or leaving a field looks. */
export function TrailFiltersBar() {
  const { trail } = useWords();
  return (
    <div className="page-filters trail-filters" role="search">
      <Field name="who" label={trail.who} hint={trail.whoHint} />
      <Field name="action" label={trail.action} hint={trail.actionHint} />
      <Field name="what" label={trail.thing} hint={trail.thingHint} />
      <Field name="since" label={trail.from} type="date" />
      <Field name="till" label={trail.till} type="date" />
    </div>
  );
}

function Field({ name, label, hint, type = "text" }: { name: Key; label: string; hint?: string; type?: "text" | "date" }) {
  const { change } = useFilters();
  const [typed, setTyped, address] = useTyped(name);
  const look = () => typed.trim() !== address && change({ [name]: typed.trim(), before: undefined });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    look();
  };
  return (
    <form onSubmit={submit}>
      <TextInput label={label} title={hint} type={type} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} onBlur={look} />
    </form>
  );
}

/** What is typed, until it is in the address; and what comes from there by itself. */
function useTyped(name: Key): [string, (text: string) => void, string] {
  const { filters } = useFilters();
  const address = (filters as Filters)[name] ?? "";
  const [typed, setTyped] = useState(address);
  const [seen, setSeen] = useState(address);
  if (address !== seen) {
    setSeen(address);
    setTyped(address);
  }
  return [typed, setTyped, address];
}
