import type { Person, RoleIn } from "../../api/people";
import type { Role } from "../../api/types";
import type { Project } from "../../api/types";
import type { Messages } from "../../messages/catalogue";

export const ROLES: readonly Role[] = ["admin", "supervisor", "quality", "trainer", "account_manager", "support", "agent", "client"];

/** In words, such as "supervisor, Taxi". */
export function roleText({ role, project_id }: RoleIn, projects: readonly Project[], words: Messages): string {
  return words.people.roleIn(words.roles[role], whereText({ role, project_id }, projects, words));
}

function whereText({ role, project_id }: RoleIn, projects: readonly Project[], { people }: Messages): string {
  if (project_id === null || project_id === undefined) return role === "agent" ? people.ownProjects : people.everywhere;
  return projects.find(({ id }) => id === project_id)?.name ?? `#${project_id}`;
}

export type Standing = "active" | "invited" | "inactive";

export function standingOf({ active, can_sign_in }: Person): Standing {
  if (!active) return "inactive";
  return can_sign_in ? "active" : "invited";
}

/** Whether they come in by their password alone. */
export function lacksFactor({ active, can_sign_in, second_factor }: Person): boolean {
  return active && can_sign_in && !second_factor;
}

/** Whether all is chosen that an invitation or a change needs. */
export function isComplete(roles: readonly RoleIn[], agent: number | null): boolean {
  return roles.length > 0 && (agent !== null || roles.every(({ role }) => role !== "agent"));
}

export function sameRoles(one: readonly RoleIn[], other: readonly RoleIn[]): boolean {
  const spelled = (roles: readonly RoleIn[]) => roles.map(({ role, project_id }) => `${role}@${project_id ?? ""}`).sort();
  return JSON.stringify(spelled(one)) === JSON.stringify(spelled(other));
}
