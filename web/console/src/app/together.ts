const NAME = "ringback.session";

/** Tells the other tabs of this browser that somebody has signed out in this one: they had one session. */
export function tellOfLeaving(): void {
  const channel = new BroadcastChannel(NAME);
  channel.postMessage("left");
  channel.close();
}

/** Calls back when somebody has signed out in any tab. Returns the way to stop listening. */
export function onLeaving(then: () => void): () => void {
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = then;
  return () => channel.close();
}
