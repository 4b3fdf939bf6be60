import { useEffect } from "react";

import { ApiError, get, signedOut } from "../api/client";
import { LiveSocket } from "../live/socket";
import { liveStore } from "../live/store";

const current: { socket: LiveSocket | null } = { socket: null };

/** A browser does not say why a websocket was refused; the session tells whether it was for lack of a sign-in. */
async function askWhetherSignedOut(): Promise<void> {
  try {
    await get("/api/session");
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
