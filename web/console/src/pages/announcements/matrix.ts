import type { Announcements, Group, Kind, ProjectAnnouncements, Slot, Version } from "../../api/announcements";

/** What callers hear in one language: whose it is, or why there is nothing. */
export interface Cell {
  slot: Slot;
  version: Version | null;
  /** `other`: there is none in this language, and they hear it in another one. */
  source: "own" | "everybodys" | "other" | "nothing";
  /** The project cannot go live without it. */
  needed: boolean;
}

export interface Row {
  kind: Kind;
  name: string;
  cells: readonly Cell[];
}

export interface Part {
  group: Group;
  rows: readonly Row[];
}

const GROUPS: readonly Group[] = ["told", "turned_away", "queue", "waiting", "outage"];
/** Where there is no project. */
const NOBODYS: readonly Kind[] = ["unknown_number"];

/** By the address: `qa_inbound/en`, and the name where it has one. */
export function openOf({ kind, language, name }: Slot): string {
  return [kind, language, name].filter(Boolean).join("/");
}

export function slotOf(open: string, project: number | null, data: Announcements): Slot | null {
  const [kind, language, ...rest] = open.split("/");
  const known = data.kinds.find((each) => each.kind === kind);
  return known === undefined || !language ? null : { project, kind: known.kind, language, name: rest.join("/") };
}

export function versionsOf(data: Announcements, slot: Slot): readonly Version[] {
  return data.versions.filter((each) => isOf(each, slot));
}

export function inForce(data: Announcements, slot: Slot): Version | null {
  return versionsOf(data, slot).find((each) => each.standing === "in_force") ?? null;
}

function isOf(version: Version, { project, kind, language, name }: Slot): boolean {
  return version.project_id === project && version.kind === kind && version.language === language && version.name === name;
}

/** The languages that are shown: of a project's callers, or of all there are; those with a version of their own last. */
export function languagesOf(data: Announcements, project: number | null): readonly string[] {
  const wanted = data.projects.filter((each) => project === null || each.project_id === project).flatMap((each) => each.languages);
  const there = data.versions.filter((each) => each.project_id === project).map((each) => each.language);
  return [...new Set([...wanted, ...there])];
}

export function partsOf(data: Announcements, project: number | null): readonly Part[] {
  const languages = languagesOf(data, project);
  const heard = data.projects.find((each) => each.project_id === project);
  const rowOf = (kind: Kind, name: string): Row => ({
    kind,
    name,
    cells: languages.map((language) => cellOf(data, heard, { project, kind, language, name })),
  });
  return GROUPS.map((group) => {
    const kinds = data.kinds.filter((each) => each.group === group && (project === null || !NOBODYS.includes(each.kind)));
    return { group, rows: kinds.flatMap(({ kind }) => namesOf(data, project, kind).map((name) => rowOf(kind, name))) };
  }).filter(({ rows }) => rows.length > 0);
}

function namesOf(data: Announcements, project: number | null, kind: Kind): readonly string[] {
  const named = data.versions.filter((each) => each.kind === kind && (each.project_id === project || each.project_id === null));
  return [...new Set(["", ...named.map((each) => each.name)])];
}

function cellOf(data: Announcements, heard: ProjectAnnouncements | undefined, slot: Slot): Cell {
  const own = inForce(data, slot);
  const found = slot.name === "" ? heard?.heard.find((each) => each.kind === slot.kind && each.language === slot.language) : undefined;
  const needed = found?.needed ?? false;
  if (own !== null) return { slot, version: own, source: "own", needed };
  const shared = slot.project === null ? null : inForce(data, { ...slot, project: null });
  if (shared !== null) return { slot, version: shared, source: "everybodys", needed };
  const other = data.versions.find((each) => each.id === found?.version_id) ?? null;
  return { slot, version: other, source: other === null ? "nothing" : "other", needed };
}

/** How many languages of projects hear nothing where they must hear something. */
export function missing(data: Announcements, project: number | null): number {
  const mine = data.projects.filter((each) => project === null || each.project_id === project);
  return mine.flatMap((each) => each.heard).filter((each) => each.needed && each.version_id === null).length;
}

/** What would be in force if this were withdrawn: of the others the one whose moment came last. */
export function afterWithdrawal(data: Announcements, version: Version, slot: Slot): Version | null {
  const others = versionsOf(data, slot).filter((each) => each.id !== version.id && (each.standing === "earlier" || each.standing === "in_force"));
  return others.sort(byMoment).at(-1) ?? null;
}

function byMoment(one: Version, other: Version): number {
  const at = ({ in_force_from }: Version) => (in_force_from === null ? -Infinity : Date.parse(in_force_from));
  const difference = at(one) - at(other);
  return Number.isNaN(difference) || difference === 0 ? one.version - other.version : difference;
}
