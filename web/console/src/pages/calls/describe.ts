import type { CallSummary } from "../../api/types";
import { useFilters } from "../../app/filters";
import { useWords, wordFor } from "../../messages/use";
import { useFloor } from "../../live/hooks";
import { useProject } from "../../shared/projects";
import { useMoment } from "../../shared/useMoment";

/** Answered of the inbound calls given, such as "92 %"; null when there is none that ended. */
export function answeredShare(calls: readonly CallSummary[]): string | null {
  const inbound = calls.filter((call) => call.direction === "inbound" && (call.outcome === "answered" || call.outcome === "missed"));
  if (inbound.length === 0) return null;
  const answered = inbound.filter((call) => call.outcome === "answered").length;
  return `${Math.round((100 * answered) / inbound.length)} %`;
}

/** Where a figure on another page has led here: whose calls, of which queue, since when, or those that it counts now. */
export function useBehindNames(): string[] {
  const { filters } = useFilters();
  const { columns, calls } = useWords();
  const moment = useMoment();
  const agent = useFloor(({ agents }) => agents.get(filters.agent ?? "")?.name) ?? filters.agent;
  const queue = useFloor(({ queues }) => queues.get(filters.queue ?? "")?.name) ?? filters.queue;
  const since = filters.since && moment(filters.since);
  const named: [string, string | undefined][] = [
    [columns.agent, agent],
    [columns.queue, queue],
    [columns.trunk, filters.trunk],
    [columns.since, since],
    [calls.counted, filters.counted && wordFor(calls.countedIn, filters.counted)],
  ];
  return named.flatMap(([name, value]) => (value ? [calls.filter(name, value)] : []));
}

/** The filters that are on, each in words, so that an empty list can name what hides its rows. */
export function useFilterNames(): string[] {
  const { filters } = useFilters();
  const words = useWords();
  const project = useProject(filters.project);
  const behind = useBehindNames();
  const { columns, calls } = words;
  const named: [string, string | undefined][] = [
    [columns.project, filters.project && (project?.name ?? filters.project)],
    [columns.outcome, filters.outcome && wordFor(words.outcome, filters.outcome)],
    [columns.reason, filters.reason && wordFor(words.reason, filters.reason)],
    [columns.direction, filters.direction && wordFor(words.direction, filters.direction)],
    [columns.status, filters.status && wordFor(words.recordingStatus, filters.status)],
    [words.player.flag, filters.flag && wordFor(words.player.flags, filters.flag)],
  ];
  const on = named.flatMap(([name, value]) => (value ? [calls.filter(name, value)] : []));
  const name = filters.name === undefined ? [] : [words.contacts.nameFilter(filters.name)];
  const search = filters.q === undefined ? [] : [calls.searchFilter(filters.q)];
  return [...on, ...behind, ...name, ...search, ...(filters.before === undefined ? [] : [calls.pageFilter])];
}
