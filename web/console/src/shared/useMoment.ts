import { useToday } from "../live/clock";
import { useSpeech } from "../messages/use";
import { moment } from "./format";

/** How instants are written for this viewer: their language, their zone, the date only where it is not today's. */
export function useMoment(): (instant: string) => string {
  const { language } = useSpeech();
  const today = useToday();
  return (instant) => moment(instant, language, today);
}
