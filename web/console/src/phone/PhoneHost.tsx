import { useEffect } from "react";

import { useMyPhone } from "../api/phone";
import { useMe } from "../app/me";
import { usePhone } from "./hooks";
import { phone } from "./phone";
import { PhoneBar } from "./PhoneBar";

/** Keeps the phone of an agent whose calls ring in the page, whichever page is open, and shows a call on top of it. */
export function PhoneHost() {
  const { agent_id: agent } = useMe();
  const { data: mine } = useMyPhone(agent !== null);
  const browser = mine?.phone === "browser";
  useEffect(() => {
    if (!browser) return undefined;
    void phone.start();
    return () => phone.stop();
  }, [browser]);
  useEffect(() => () => phone.stop(), []);
  useKeys();
  const call = usePhone((state) => state.call);
  return call === null ? null : <PhoneBar call={call} />;
}

const KEYS: Record<string, () => void> = {
  KeyA: () => void phone.answer(),
  KeyD: () => phone.decline(),
  KeyM: () => phone.toggleMute(),
};

/** By the key's place: with Alt some keyboards type other letters. */
function useKeys(): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const act = event.altKey && !event.ctrlKey && !event.metaKey ? KEYS[event.code] : undefined;
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, []);
}
