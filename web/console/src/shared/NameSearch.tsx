import { TextInput } from "@mantine/core";
import { IconUserSearch } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";

import { useFilters } from "../app/filters";

/** Finds people by a part of their name; Enter looks. It takes the place of the number that is looked for above. */
export function NameSearch({ label }: { label: string }) {
  const { filters, change } = useFilters();
  const [typed, setTyped] = useState(filters.name ?? "");
  const [seen, setSeen] = useState(filters.name);
  if (filters.name !== seen) {
    setSeen(filters.name);
    setTyped(filters.name ?? "");
  }
  const look = () => change({ name: typed.trim(), q: typed.trim() === "" ? filters.q : undefined, before: undefined });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    look();
  };
  return (
    <form role="search" onSubmit={submit}>
      <TextInput
        aria-label={label}
        placeholder={label}
        leftSection={<IconUserSearch size={15} aria-hidden />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={() => typed.trim() !== (filters.name ?? "") && look()}
      />
    </form>
  );
}
