import { type QueryClient, useQuery } from "@tanstack/react-query";

import { ApiError, get } from "../api/client";
import type { Me, Permission } from "../api/types";

export const SESSION_KEY = ["session"] as const;
const CHOSEN_KEY = ["left"] as const;

/** Who is signed in: null when nobody is. */
export function useSession() {
  return useQuery({ queryKey: SESSION_KEY, queryFn: whoIsIt, staleTime: Infinity });
}

async function whoIsIt(): Promise<Me | null> {
  try {
    return await get<Me>("/api/session");
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

/** Somebody has signed out: the guard takes the page away at once. */
export function leaveByChoice(client: QueryClient): void {
  client.setQueryData(CHOSEN_KEY, true);
  client.setQueryData(SESSION_KEY, null);
}

/** Whether it was their wish: then nobody who comes next is led to where they were. */
export function leftByChoice(client: QueryClient): boolean {
  return client.getQueryData(CHOSEN_KEY) === true;
}

/** Nothing that they were shown is kept. To be called once no page shows it any more. */
export function forgetWhatWasShown(client: QueryClient): void {
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
}

export function may(me: Me, permission: Permission): boolean {
  return me.permissions.includes(permission);
}

/** Whether somebody may in this project; what belongs to none takes a role in all of them. */
export function mayIn(me: Me, permission: Permission, project: number | null): boolean {
  const scope = may(me, permission) ? me.scopes[permission] : [];
  return scope === null || (project !== null && (scope ?? []).includes(project));
}

/** Whether somebody may in one of these: what an agent of several projects is, each of them sees. */
export function mayInOne(me: Me, permission: Permission, projects: readonly number[]): boolean {
  return projects.some((each) => mayIn(me, permission, each)) || mayIn(me, permission, null);
}

export type PageName = "wall" | "desk" | "calls" | "cases" | "texts" | "contacts" | "recordings" | "agents" | "callbacks" | "people" | "trail" | "projects" | "numbers" | "hours" | "phones" | "trunks" | "announcements" | "health";

export interface PageLink {
  name: PageName;
  to: `/${PageName}`;
}

/** Who opens a page: those with one of these permissions. The desk is theirs who take calls. */
const OPENS: readonly [PageName, readonly Permission[]][] = [
  ["wall", ["see_calls", "see_health"]],
  ["calls", ["see_calls"]],
  ["cases", ["see_cases"]],
  ["texts", ["see_cases"]],
  ["contacts", ["see_cases"]],
  ["recordings", ["see_calls"]],
  ["agents", ["steer_agents", "listen"]],
  ["people", ["manage_people"]],
  ["trail", ["see_trail"]],
];

/** The pages of the group "Set-up", in their order, and who opens them. Their words are in `messages/setup`, which the first load leaves out. */
const SETS_UP: readonly [PageName, readonly Permission[]][] = [
  ["projects", ["see_settings"]],
  ["numbers", ["see_settings"]],
  ["hours", ["see_settings"]],
  ["announcements", ["see_settings"]],
  ["trunks", ["see_settings"]],
  ["phones", ["see_health"]],
  ["health", ["see_health"]],
  ["callbacks", ["see_settings"]],
];

/** Pages about what is no project's: they take a role in all of them. */
const WIDE: readonly PageName[] = ["trunks", "health"];

/** The pages of this person's navigation, the first being where they start. */
export function pagesFor(me: Me): PageLink[] {
  const names = opened(me, OPENS);
  const desk: PageName[] = me.agent_id === null ? [] : ["desk"];
  const all = names.includes("wall") ? [...names, ...desk] : [...desk, ...names];
  return all.map(linkTo);
}

/** Those under "Set-up". */
export function setUpPagesFor(me: Me): PageLink[] {
  return opened(me, SETS_UP).map(linkTo);
}

export function isSetUp(pathname: string): boolean {
  return SETS_UP.some(([name]) => name === pathname.split("/")[1]);
}

function opened(me: Me, pages: readonly [PageName, readonly Permission[]][]): PageName[] {
  const opens = (name: PageName, permission: Permission) => (WIDE.includes(name) ? mayIn(me, permission, null) : may(me, permission));
  return pages.filter(([name, takes]) => takes.some((each) => opens(name, each))).map(([name]) => name);
}

function linkTo(name: PageName): PageLink {
  return { name, to: `/${name}` };
}

/** Whose lists the number above narrows; the first one that a person has is where it is looked for. */
const WITH_NUMBERS: readonly PageName[] = ["calls", "cases", "contacts", "texts", "recordings", "wall", "numbers"];

export function findsNumbers(pathname: string): boolean {
  return WITH_NUMBERS.some((name) => name === pathname.split("/")[1]);
}

export function whereNumbersAre(me: Me): string | null {
  const theirs = new Set(pagesFor(me).map(({ name }) => name));
  const name = WITH_NUMBERS.find((each) => theirs.has(each));
  return name === undefined ? null : `/${name}`;
}
