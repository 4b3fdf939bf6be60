import { useEffect, useState } from "react";

const SURE_MS = 5_000;

/** What cannot be taken back is asked for twice: the second press within five seconds counts. */
export function useSure(act: () => void): { armed: boolean; press: () => void } {
  const [armed, setArmed] = useState(false);
  useEffect(() => {
    if (!armed) return undefined;
    const timer = setTimeout(() => setArmed(false), SURE_MS);
    return () => clearTimeout(timer);
  }, [armed]);
  const press = () => {
    setArmed(!armed);
    if (armed) act();
  };
  return { armed, press };
}
