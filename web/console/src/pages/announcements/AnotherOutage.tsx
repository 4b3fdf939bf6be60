import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";

import { useFilters } from "../../app/filters";
import { useSetUpWords } from "../../messages/setup/use";

const LONGEST = 60;

/** One more outage prompt to choose from, by its name: it is there once it has a version. */
export function AnotherOutage({ language }: { language: string }) {
  const { announcements } = useSetUpWords();
  const { change } = useFilters();
  const [name, setName] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === "") return;
    change({ open: `outage/${language}/${name.trim()}` });
    setName("");
  };
  return (
    <form className="spoken-another" onSubmit={submit}>
      <TextInput aria-label={announcements.outageName} placeholder={announcements.outageName} maxLength={LONGEST} value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <Button type="submit" size="compact-md" variant="default" disabled={name.trim() === ""}>
        {announcements.anotherOutage}
      </Button>
    </form>
  );
}
