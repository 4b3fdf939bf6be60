import { useChecklists } from "../../api/checklist";
import { useProjects } from "../../api/queries";
import type { Thing } from "../../api/setup";
import { useMe } from "../../app/me";
import { mayIn } from "../../app/session";

/** How many things each project in use still lacks, as far as that is known. */
export function useOpenItems(projects: readonly Thing[]): ReadonlyMap<string, number> {
  const { data: known = [] } = useProjects();
  const asked = known.filter(({ name }) => projects.some(({ key, spec }) => key === name && spec.active === true));
  const found = useChecklists(asked.map(({ id }) => id));
  return new Map(asked.flatMap(({ name }, index) => pair(name, found[index]?.data?.open)));
}

function pair(name: string, open: number | undefined): [string, number][] {
  return open === undefined ? [] : [[name, open]];
}

/** Its id; of one in the archive it is not known. */
export function useIdOf(project: Thing | undefined): number | undefined {
  const { data = [] } = useProjects();
  return data.find(({ name }) => name === project?.key)?.id;
}

/** What has no id takes the right in all projects. */
export function useMayChange(project: Thing | undefined): boolean {
  return mayIn(useMe(), "administer", useIdOf(project) ?? null);
}
