import { TextInput } from "@mantine/core";
import { IconUserSearch } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";

import { useFilters } from "../app/filters";

/** Finds people by a part of their name; Enter looks. Numbers are looked for above, on every page. */
export function NameSearch({ label }: { label: string }) {
  const { filters, change } = useFilters();
  const [typed, setTyped] = useState(filters.name ?? "");
  const [seen, setSeen] = useState(filters.name);
  if (filters.name !== seen) {
    setSeen(filters.name);
    setTyped(filters.name ?? "");
  }
  const look = (event: FormEvent) => {
    event.preventDefault();
    change({ name: typed.trim(), before: undefined });
  };
  return (
    <form role="search" onSubmit={look}>
      <TextInput
        aria-label={label}
        placeholder={label}
        leftSection={<IconUserSearch size={15} aria-hidden />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={() => typed.trim() !== (filters.name ?? "") && change({ name: typed.trim(), before: undefined })}
      />
    </form>
  );
}
