import { createContext, useContext } from "react";

import type { Me } from "../api/types";

/** Set by the guard; kept apart from it, so that a page need not know the frame that it is drawn in. */
export const MeContext = createContext<Me | null>(null);

/** Who is signed in. Only for what is drawn inside the guard. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (me === null) throw new Error("useMe outside of the guard");
  return me;
}
