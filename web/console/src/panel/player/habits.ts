import { useState } from "react";

/** How somebody listens: kept in their browser, for the next recording. */
export interface Habits {
  speed: string;
  skips: boolean;
}

export const SPEEDS = ["0.5", "0.75", "1", "1.25", "1.5", "2"];
const STORED = "ringback.listening";
const USUAL: Habits = { speed: "1", skips: false };

export function useHabits(): [Habits, (changed: Partial<Habits>) => void] {
  const [habits, setHabits] = useState(stored);
  const change = (changed: Partial<Habits>) => {
    const now = { ...habits, ...changed };
    localStorage.setItem(STORED, JSON.stringify(now));
    setHabits(now);
  };
  return [habits, change];
}

/** What is stored may be of an older console, or anything. */
function stored(): Habits {
  try {
    const { speed, skips } = JSON.parse(localStorage.getItem(STORED) ?? "{}") as Partial<Record<keyof Habits, unknown>>;
    return { speed: SPEEDS.find((each) => each === speed) ?? USUAL.speed, skips: skips === true };
  } catch {
    return USUAL;
  }
}
