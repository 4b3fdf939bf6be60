import type { LiveAgent, LiveQueue } from "../../api/types";

const BOUND: ReadonlySet<string> = new Set(["reserved", "ringing", "talking"]);

/** Whether what I asked for, and has not begun, can be taken back with nothing else ended by it. */
export const canTakeBack = ({ next, state }: Pick<LiveAgent, "next" | "state">): boolean => next !== null && BOUND.has(state);

/** Callers whom I could be given: in the queues of the projects that I work for now, which ask for no skill and no language that I lack. */
export function waitingFor(queues: Iterable<LiveQueue>, me: Pick<LiveAgent, "projects" | "skills" | "languages">): number {
  const mine = [...queues].filter((queue) => me.projects.includes(queue.project) && queue.skills.every((skill) => me.skills.includes(skill)));
  const asked = mine.flatMap((queue) => Object.entries(queue.asked));
  return asked.filter(([language]) => speaks(me, language)).reduce((sum, [, callers]) => sum + callers, 0);
}

/** Nobody's language asked for is anybody's call; who has none noted speaks all. */
const speaks = ({ languages }: Pick<LiveAgent, "languages">, language: string): boolean =>
  language === "" || languages.length === 0 || languages.includes(language);
