import { CloseButton, NativeSelect, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";

import { useProjects } from "../api/queries";
import { useWords } from "../messages/use";
import { isSearchable } from "../shared/format";
import { useFilters } from "./filters";
import { useMe } from "./me";
import { may } from "./session";

const SETTLE_MS = 250;

/** The two filters that hold on every page. Who sees no numbers finds nothing by them either. */
export function FilterBar() {
  const me = useMe();
  return (
    <div className="filter-bar" role="search">
      <ProjectFilter />
      {may(me, "see_numbers") && <NumberSearch />}
    </div>
  );
}

function ProjectFilter() {
  const words = useWords();
  const { filters, change } = useFilters();
  const { data: projects = [] } = useProjects();
  const options = projects.map((project) => ({ value: String(project.id), label: project.name }));
  return (
    <NativeSelect
      aria-label={words.app.project}
      className="project-filter"
      value={filters.project ?? ""}
      onChange={(event) => change({ project: event.currentTarget.value, before: undefined })}
      data={[{ value: "", label: words.app.allProjects }, ...options]}
    />
  );
}

function NumberSearch() {
  const words = useWords();
  const { filters, change } = useFilters();
  const [typed, setTyped] = useTyped(filters.q ?? "", (q) => change({ q, name: undefined, before: undefined }, { replace: true }));
  return (
    <TextInput
      aria-label={words.app.search}
      placeholder={words.app.search}
      className="number-search"
      inputMode="tel"
      leftSection={<IconSearch size={15} aria-hidden />}
      value={typed}
      error={typed.trim() !== "" && !isSearchable(typed) && words.app.searchDigits}
      onChange={(event) => setTyped(event.currentTarget.value)}
      rightSection={typed === "" ? null : <CloseButton size="sm" aria-label={words.app.clearSearch} onClick={() => setTyped("")} />}
    />
  );
}

/** What is looked for by what is typed. */
function searchOf(typed: string): string {
  return isSearchable(typed) ? typed.trim() : "";
}

/** Typed text that reaches the address once typing rests, and follows the address when that changes by itself. */
function useTyped(address: string, commit: (text: string) => void): [string, (text: string) => void] {
  const [typed, setTyped] = useState(address);
  const [seen, setSeen] = useState(address);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  if (address !== seen) {
    setSeen(address);
    if (searchOf(typed) !== address) setTyped(address);
  }
  useEffect(() => () => clearTimeout(timer.current), []);
  const type = (text: string) => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => commit(searchOf(text)), SETTLE_MS);
  };
  return [typed, type];
}
