import { Button, Checkbox } from "@mantine/core";
import { IconCircleCheck, IconCircleOff, IconMail, IconShieldCheck, IconShieldOff } from "@tabler/icons-react";
import { useState } from "react";

import { type Person, usePeople } from "../../api/people";
import { useProjects } from "../../api/queries";
import { useFilters } from "../../app/filters";
import { useWords } from "../../messages/use";
import { Mark } from "../../shared/marks";
import { NameSearch } from "../../shared/NameSearch";
import { Empty, Loading, PageHead, RowButton } from "../../shared/parts";
import { type Column, RowTable } from "../../shared/RowTable";
import { Trouble } from "../../shared/Trouble";
import { useFilterNames } from "../calls/describe";
import { Invite } from "./Invite";
import { RequiredRoles } from "./RequiredRoles";
import { lacksFactor, roleText, type Standing, standingOf } from "./roles";

/** In the address, as what is shown: only those without a second factor. */
const WITHOUT = "without_second_factor";

/** Who may come in, and as what. */
export function PeoplePage() {
  const words = useWords();
  const { people } = words;
  const asked = usePeople();
  const [invites, setInvites] = useState(false);
  const [demands, setDemands] = useState(false);
  const all = asked.data ?? [];
  const shown = useShown(all);
  return (
    <>
      <PageHead title={people.title} figure={all.filter(lacksFactor).length} label={people.withoutSecond}>
        <Button size="compact-md" variant="default" onClick={() => setDemands(true)}>
          {words.factor.whoMust}
        </Button>
        <Button size="compact-md" onClick={() => setInvites(true)}>
          {people.invite}
        </Button>
      </PageHead>
      <div className="page-filters">
        <NameSearch label={people.name} />
        <OnlyWithout />
      </div>
      <Trouble error={asked.error} onRetry={() => void asked.refetch()} />
      {asked.isPending && !asked.isError && <Loading />}
      {asked.data && (shown.length === 0 ? <Nobody /> : <PeopleTable people={shown} />)}
      {shown.length > 0 && <p className="pager figures">{people.shown(shown.length)}</p>}
      {invites && <Invite onClose={() => setInvites(false)} />}
      {demands && <RequiredRoles onClose={() => setDemands(false)} />}
    </>
  );
}

function OnlyWithout() {
  const { people } = useWords();
  const { filters, change } = useFilters();
  return (
    <Checkbox
      label={people.withoutSecond}
      checked={filters.show === WITHOUT}
      onChange={(event) => change({ show: event.currentTarget.checked ? WITHOUT : undefined })}
    />
  );
}

/** Those of the filters' project and name, and with or without a second factor. */
function useShown(people: readonly Person[]): readonly Person[] {
  const { filters } = useFilters();
  const wanted = (person: Person) => filters.show !== WITHOUT || lacksFactor(person);
  const name = (filters.name ?? "").toLowerCase();
  const project = filters.project === undefined ? null : Number(filters.project);
  const here = ({ roles }: Person) =>
    project === null || roles.some(({ project_id }) => project_id === null || project_id === undefined || project_id === project);
  return people.filter((person) => person.name.toLowerCase().includes(name) && here(person) && wanted(person));
}

function PeopleTable({ people }: { people: readonly Person[] }) {
  const words = useWords();
  const columns: readonly Column[] = [
    { label: words.people.name },
    { label: words.people.rolesTitle },
    { label: words.factor.title, className: "col-state" },
    { label: words.people.status, className: "col-state" },
  ];
  return (
    <RowTable columns={columns} rows={people} idOf={({ id }) => String(id)}>
      {(person) => <PersonRow key={person.id} person={person} />}
    </RowTable>
  );
}

function PersonRow({ person }: { person: Person }) {
  const words = useWords();
  const { data: projects = [] } = useProjects();
  const roles = person.roles.map((role) => roleText(role, projects, words)).join("; ");
  return (
    <tr className={person.active ? "row" : "row row-away"}>
      <td>
        <RowButton opens={{ person: String(person.id) }} label={words.people.open(person.name)}>
          {person.name}
        </RowButton>
      </td>
      <td title={roles}>{roles || words.noRole}</td>
      <td className="col-state">
        <FactorMark person={person} />
      </td>
      <td className="col-state">
        <StandingMark standing={standingOf(person)} />
      </td>
    </tr>
  );
}

/** Whether they are asked for a code; nothing for who cannot come in at all. */
export function FactorMark({ person }: { person: Person }) {
  const { factor } = useWords();
  if (person.second_factor) return <Mark sign={[IconShieldCheck, "good"]} text={factor.has} />;
  return lacksFactor(person) ? <Mark sign={[IconShieldOff, "warn"]} text={factor.lacks} /> : null;
}

export function StandingMark({ standing }: { standing: Standing }) {
  const { people } = useWords();
  switch (standing) {
    case "active":
      return <Mark sign={[IconCircleCheck, "good"]} text={people.active} />;
    case "invited":
      return <Mark sign={[IconMail, "busy"]} text={people.invited} />;
    case "inactive":
      return <Mark sign={[IconCircleOff, "quiet"]} text={people.inactive} />;
  }
}

function Nobody() {
  const { people, calls } = useWords();
  const { change } = useFilters();
  const { filters } = useFilters();
  const names = [...useFilterNames(), ...(filters.show === WITHOUT ? [people.withoutSecond] : [])];
  if (names.length === 0) return <Empty>{people.empty}</Empty>;
  return (
    <Empty>
      <p>{people.none(names.join(", "))}</p>
      <Button size="compact-sm" variant="default" onClick={() => change({ name: undefined, project: undefined, q: undefined, show: undefined })}>
        {calls.clear}
      </Button>
    </Empty>
  );
}
