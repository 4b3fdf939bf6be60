import { useServerSecond } from "../live/clock";
import { duration } from "./format";

/** Seconds since an instant, running; as wide with one digit as with five. */
export function Elapsed({ since }: { since: string }) {
  const second = useServerSecond();
  return <span className="figures timer">{duration(second - Math.floor(Date.parse(since) / 1_000))}</span>;
}

/** Seconds until an instant, running down to zero. */
export function Remaining({ until }: { until: string }) {
  const second = useServerSecond();
  return <span className="figures timer">{duration(Math.floor(Date.parse(until) / 1_000) - second)}</span>;
}
