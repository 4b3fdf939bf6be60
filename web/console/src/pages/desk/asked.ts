import type { LiveAgent, LiveQueue } from "../../api/types";

const BOUND: ReadonlySet<string> = new Set(["reserved", "ringing", "talking"]);

/** Whether what I asked for, and has not begun, can be taken back with nothing else ended by it. */
export const canTakeBack = ({ next, state }: Pick<LiveAgent, "next" | "state">): boolean => next !== null && BOUND.has(state);

/** Callers whom I could take: in the queues of the projects that I work for now, which ask for no skill that I lack. */
export function waitingFor(queues: Iterable<LiveQueue>, { projects, skills }: Pick<LiveAgent, "projects" | "skills">): number {
  const mine = [...queues].filter((queue) => projects.includes(queue.project) && queue.skills.every((skill) => skills.includes(skill)));
  return mine.reduce((sum, queue) => sum + queue.waiting, 0);
}
