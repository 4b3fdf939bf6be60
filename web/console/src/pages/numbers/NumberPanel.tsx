import { useProjects } from "../../api/queries";
import { type Thing, useThings } from "../../api/setup";
import { useFilters } from "../../app/filters";
import { useMe } from "../../app/me";
import { may, mayIn } from "../../app/session";
import { useSetUpWords } from "../../messages/setup/use";
import { Awaited, NoSuch, SidePanel } from "../../shared/SidePanel";
import { Deeds } from "../../setup/Deeds";
import { textOf } from "../../setup/fields";
import { useNaming } from "../../setup/naming";
import { NumberForm } from "./NumberForm";

/** In the address: a new number; else what shall be assigned. */
export const NEW = "number";

/** A number beside the list; or a new one, which may be one that was called already. */
export function NumberPanel() {
  const { numbers } = useSetUpWords();
  const { filters, change } = useFilters();
  const naming = useNaming("numbers");
  const asked = useThings("numbers");
  const number = asked.data?.find(({ key }) => key === filters.open);
  const changes = useMayChangeNumber(number);
  const close = () => change({ open: undefined, make: undefined });
  const makes = filters.make !== undefined;
  const project = useProjectOfFilter(filters.project);
  return (
    <SidePanel title={makes ? numbers.add : (filters.open ?? numbers.title)} closeLabel={numbers.close} onClose={close}>
      <Awaited asked={asked} gone={numbers.gone} />
      {asked.data && !makes && number === undefined && <NoSuch>{numbers.gone}</NoSuch>}
      {asked.data && (makes || number !== undefined) && (
        <NumberForm
          key={number?.key ?? filters.make}
          project={project}
          did={filters.make === NEW ? "" : filters.make}
          number={number}
          changes={changes}
          onSaved={({ key }) => change({ open: key, make: undefined }, { replace: true })}
          onRemoved={close}
        />
      )}
      {number && <Deeds which={{ section: "numbers", key: number.key }} naming={() => naming} changes={changes} />}
    </SidePanel>
  );
}

function useProjectOfFilter(id: string | undefined): string {
  const { data = [] } = useProjects();
  return data.find((each) => String(each.id) === id)?.name ?? "";
}

function useMayChangeNumber(number: Thing | undefined): boolean {
  const me = useMe();
  const { data = [] } = useProjects();
  if (number === undefined) return may(me, "administer");
  const project = data.find(({ name }) => name === textOf(number.spec.project));
  return mayIn(me, "administer", project?.id ?? null);
}
