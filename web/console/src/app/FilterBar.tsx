import { CloseButton, NativeSelect, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useLocation, useNavigate } from "@tanstack/react-router";
import type { KeyboardEvent } from "react";

import { useProjects } from "../api/queries";
import { useWords } from "../messages/use";
import { isSearchable } from "../shared/format";
import { carried, useFilters } from "./filters";
import { useMe } from "./me";
import { findsNumbers, may, whereNumbersAre } from "./session";
import { useTyped } from "./useTyped";

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
  const leave = useWayToNumbers();
  const { typed, type, look } = useTyped(filters.q ?? "", searchOf, (q) => change({ q, name: undefined, before: undefined }, { replace: true }));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return;
    look();
    if (isSearchable(typed)) leave(typed.trim());
  };
  return (
    <TextInput
      aria-label={words.app.search}
      placeholder={words.app.search}
      className="number-search"
      inputMode="tel"
      leftSection={<IconSearch size={15} aria-hidden />}
      value={typed}
      error={typed.trim() !== "" && !isSearchable(typed) && words.app.searchDigits}
      onChange={(event) => type(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      rightSection={typed === "" ? null : <CloseButton size="sm" aria-label={words.app.clearSearch} onClick={() => type("")} />}
    />
  );
}

/** What is looked for by what is typed. */
function searchOf(typed: string): string {
  return isSearchable(typed) ? typed.trim() : "";
}

/** From a page that lists nobody's numbers, such as that of the agents, Enter leads to one that does. */
function useWayToNumbers(): (q: string) => void {
  const me = useMe();
  const { filters } = useFilters();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  return (q) => {
    const to = whereNumbersAre(me);
    if (to !== null && !findsNumbers(pathname)) void navigate({ to, search: carried({ ...filters, q }) });
  };
}
