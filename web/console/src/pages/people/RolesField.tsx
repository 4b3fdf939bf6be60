import { Button, CloseButton, NativeSelect } from "@mantine/core";

import type { RoleIn } from "../../api/people";
import { useProjects } from "../../api/queries";
import type { Role } from "../../api/types";
import { mayIn } from "../../app/session";
import { useMe } from "../../app/me";
import { useFloorList } from "../../live/hooks";
import { useWords } from "../../messages/use";
import { ROLES, roleText } from "./roles";

interface RolesFieldProps {
  roles: readonly RoleIn[];
  onRoles: (roles: RoleIn[]) => void;
  agent: number | null;
  onAgent: (agent: number | null) => void;
}

/** The roles that somebody has or is to have, each with its place; who takes calls needs an agent. */
export function RolesField({ roles, onRoles, agent, onAgent }: RolesFieldProps) {
  const words = useWords();
  const add = useEmptyRole();
  const changed = (at: number, role: RoleIn) => onRoles(roles.map((each, nth) => (nth === at ? role : each)));
  return (
    <fieldset className="roles-field">
      <legend>{words.people.rolesTitle}</legend>
      {roles.map((role, at) => (
        <OneRole key={at} role={role} onRole={(now) => changed(at, now)} onRemove={roles.length > 1 ? () => onRoles(roles.filter((_, nth) => nth !== at)) : null} />
      ))}
      <Button size="compact-sm" variant="default" onClick={() => onRoles([...roles, add])}>
        {words.people.addRole}
      </Button>
      {(agent !== null || roles.some(({ role }) => role === "agent")) && <AgentField agent={agent} onAgent={onAgent} />}
    </fieldset>
  );
}

/** What a new line begins with: the least, in the first place that the asker may give. */
export function useEmptyRole(): RoleIn {
  const me = useMe();
  const { data: projects = [] } = useProjects();
  const everywhere = mayIn(me, "manage_people", null);
  const first = projects.find(({ id }) => mayIn(me, "manage_people", id));
  return { role: "supervisor", project_id: everywhere ? null : (first?.id ?? null) };
}

function OneRole({ role, onRole, onRemove }: { role: RoleIn; onRole: (role: RoleIn) => void; onRemove: (() => void) | null }) {
  const words = useWords();
  const { data: projects = [] } = useProjects();
  return (
    <div className="one-role">
      <NativeSelect
        aria-label={words.people.role}
        value={role.role}
        data={ROLES.map((each) => ({ value: each, label: words.roles[each] }))}
        onChange={(event) => onRole({ ...role, role: event.currentTarget.value as Role })}
      />
      <NativeSelect
        aria-label={words.people.where}
        value={role.project_id === null || role.project_id === undefined ? "" : String(role.project_id)}
        data={usePlaces(role)}
        onChange={(event) => onRole({ ...role, project_id: event.currentTarget.value === "" ? null : Number(event.currentTarget.value) })}
      />
      {onRemove && <CloseButton aria-label={words.people.removeRole(roleText(role, projects, words))} onClick={onRemove} />}
    </div>
  );
}

/** Where the asker may give roles, and where this one is already. */
function usePlaces({ role, project_id }: RoleIn) {
  const { people } = useWords();
  const me = useMe();
  const { data: projects = [] } = useProjects();
  const all = { value: "", label: role === "agent" ? people.ownProjects : people.everywhere };
  const given = projects.filter(({ id }) => mayIn(me, "manage_people", id) || id === project_id);
  const here = given.map(({ id, name }) => ({ value: String(id), label: name }));
  return mayIn(me, "manage_people", null) || project_id === null ? [all, ...here] : here;
}

function AgentField({ agent, onAgent }: { agent: number | null; onAgent: (agent: number | null) => void }) {
  const { people } = useWords();
  const agents = useFloorList((floor) => [...floor.agents.values()]);
  const options = agents.map(({ id, name }) => ({ value: String(id), label: name }));
  return (
    <NativeSelect
      label={people.agentOf}
      description={people.newAgents}
      value={agent === null ? "" : String(agent)}
      data={[{ value: "", label: people.noAgent }, ...options]}
      onChange={(event) => onAgent(event.currentTarget.value === "" ? null : Number(event.currentTarget.value))}
    />
  );
}
