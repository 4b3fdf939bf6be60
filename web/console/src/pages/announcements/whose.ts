import { useFilters } from "../../app/filters";
import { useMe } from "../../app/me";
import { may } from "../../app/session";
import { useSetUpWords } from "../../messages/setup/use";
import { useProjectsWith } from "../../shared/projects";

const EVERYBODYS = "all";

/** Whose announcements are shown: those of the project that the page is narrowed to, or else of everybody. */
export function useWhose() {
  const { announcements } = useSetUpWords();
  const { filters, change } = useFilters();
  const projects = useProjectsWith("see_settings");
  const chosen = projects.find(({ id }) => String(id) === filters.project);
  const all = may(useMe(), "see_settings") ? [{ value: EVERYBODYS, label: announcements.ofEverybody }] : [];
  const choose = (value: string) => change({ project: value === EVERYBODYS ? "" : value, open: "" });
  return {
    project: chosen?.id ?? null,
    zone: chosen?.zone,
    field: {
      value: chosen === undefined ? EVERYBODYS : String(chosen.id),
      data: [...all, ...projects.map(({ id, name }) => ({ value: String(id), label: name }))],
      onChange: (event: { currentTarget: { value: string } }) => choose(event.currentTarget.value),
    },
  };
}
