import { useCallback, useEffect } from "react";

import { useFilters } from "../../app/filters";

/** The wall as a screen on the wall: `show=screen` in the address, so that a machine without a pointer can open it. */
const SCREEN = "screen";

export function useScreen(): { on: boolean; enter: () => void } {
  const { filters, change } = useFilters();
  const enter = useCallback(() => {
    // A browser may refuse to fill the screen: the page is then as large as its window.
    document.documentElement.requestFullscreen().catch(() => undefined);
    change({ show: SCREEN });
  }, [change]);
  return { on: filters.show === SCREEN, enter };
}

/** While shown: the page's frame is gone, Escape brings it back, and the screen does not go to sleep. */
export function useBeingScreen(): void {
  const { change } = useFilters();
  useEffect(() => {
    const leave = () => change({ show: undefined });
    const key = (event: KeyboardEvent) => event.key === "Escape" && leave();
    const filled = () => document.fullscreenElement === null && leave();
    document.documentElement.dataset.screen = "wall";
    document.addEventListener("keydown", key);
    document.addEventListener("fullscreenchange", filled);
    return () => {
      delete document.documentElement.dataset.screen;
      document.removeEventListener("keydown", key);
      document.removeEventListener("fullscreenchange", filled);
    };
  }, [change]);
  useEffect(stayAwake, []);
}

/** Asked again whenever the page is seen again: a browser lets go of it when it is not. */
function stayAwake(): () => void {
  let lock: WakeLockSentinel | undefined;
  let over = false;
  const ask = async () => {
    if (!("wakeLock" in navigator) || document.visibilityState !== "visible") return;
    lock = await navigator.wakeLock.request("screen").catch(() => undefined);
    if (over) await lock?.release();
  };
  const seen = () => void ask();
  seen();
  document.addEventListener("visibilitychange", seen);
  return () => {
    over = true;
    document.removeEventListener("visibilitychange", seen);
    void lock?.release();
  };
}
