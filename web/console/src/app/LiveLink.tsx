import { useEffect } from "react";

import { ApiError, get, signedOut } from "../api/client";
import type { Me } from "../api/types";
import { LiveSocket } from "../live/socket";
import { liveStore } from "../live/store";
import { queryClient } from "./queryClient";
import { SESSION_KEY } from "./session";

const current: { socket: LiveSocket | null } = { socket: null };

/** A browser does not say why a websocket was refused; the session tells whether it was for lack of a sign-in, and
 * who somebody is now whose roles have changed. */
async function askWhetherSignedOut(): Promise<void> {
  try {
    const me = await get<Me>("/api/session");
    const before = queryClient.getQueryData(SESSION_KEY);
    queryClient.setQueryData(SESSION_KEY, me);
    if (JSON.stringify(before) === JSON.stringify(me)) return;
    void queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) signedOut();
  }
}

export function tryLinkNow(): void {
  current.socket?.tryNow();
}

/** Holds the one live link while somebody is signed in. */
export function LiveLink() {
  useEffect(() => {
    const socket = new LiveSocket(liveStore, () => void askWhetherSignedOut());
    current.socket = socket;
    socket.start();
    return () => {
      socket.stop();
      current.socket = null;
      liveStore.forget();
    };
  }, []);
  return null;
}
