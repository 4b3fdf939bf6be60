import { TextInput } from "@mantine/core";
import { IconUserSearch } from "@tabler/icons-react";
import type { FormEvent } from "react";

import { useFilters } from "../app/filters";
import { useTyped } from "../app/useTyped";

/** Finds people by a part of their name, once typing rests. It takes the place of the number that is looked for above. */
export function NameSearch({ label }: { label: string }) {
  const { filters, change } = useFilters();
  const find = (name: string) => change({ name, q: name === "" ? filters.q : undefined, before: undefined }, { replace: true });
  const { typed, type, look } = useTyped(filters.name ?? "", (text) => text.trim(), find);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    look();
  };
  return (
    <form onSubmit={submit}>
      <TextInput
        aria-label={label}
        placeholder={label}
        leftSection={<IconUserSearch size={15} aria-hidden />}
        value={typed}
        onChange={(event) => type(event.currentTarget.value)}
      />
    </form>
  );
}
