import type { AgentStateRequest, LiveAgent, Project } from "../../api/types";

/** What somebody wants of an agent, not asked for yet. */
export interface Wish {
  agent: LiveAgent;
  what: AgentStateRequest["state"] | "lend" | "message" | "skills";
}

/** The break reasons of the agent's projects; of all, where the agent names none. */
export function breakReasons(projects: readonly Project[], agent: Pick<LiveAgent, "projects">): string[] {
  const theirs = projects.filter((project) => agent.projects.some((each) => each === String(project.id) || each === project.name));
  const asked = theirs.length === 0 ? projects : theirs;
  return [...new Set(asked.flatMap((project) => project.break_reasons))];
}
