import type { CallState } from "../api/types";

/** What can be asked of a call besides ending it; the service has the last word. */
export interface Offered {
  hold: boolean;
  transfer: boolean;
  askFirst: boolean;
  /** Somebody speaks with the customer, who may say a card's number. */
  muteRecording: boolean;
}

const WITH_AGENT: Offered = { hold: true, transfer: true, askFirst: true, muteRecording: true };
const WITH_SUPERVISOR: Offered = { hold: false, transfer: true, askFirst: false, muteRecording: true };
const WITH_OUTSIDE: Offered = { hold: false, transfer: false, askFirst: false, muteRecording: true };
const WITH_NOBODY: Offered = { hold: false, transfer: false, askFirst: false, muteRecording: false };

/** The same value for states in which the same works. */
export function offeredIn(state: CallState): Offered {
  switch (state) {
    case "talking":
    case "on_hold":
      return WITH_AGENT;
    case "taken_over":
      return WITH_SUPERVISOR;
    case "talking_outside":
      return WITH_OUTSIDE;
    default:
      return WITH_NOBODY;
  }
}
