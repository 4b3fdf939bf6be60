import { useFloor } from "../../live/hooks";
import { type Sieve, type Totals, totalsOf } from "./select";

/** Each figure is followed for itself, so that a page is drawn anew only where one of them changes. */
export function useTotals({ project }: Sieve): Totals {
  const total = (field: keyof Totals) => (floor: Parameters<typeof totalsOf>[0]) => totalsOf(floor, project)[field];
  return {
    waiting: useFloor(total("waiting")),
    live: useFloor(total("live")),
    available: useFloor(total("available")),
    signedIn: useFloor(total("signedIn")),
  };
}
