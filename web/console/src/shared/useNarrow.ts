import { useMediaQuery } from "@mantine/hooks";

/** As `40rem` in the styles: a phone held upright. Known at the first drawing, so that nothing jumps after it. */
export function useNarrow(): boolean {
  return useMediaQuery("(max-width: 40rem)", false, { getInitialValueInEffect: false });
}
