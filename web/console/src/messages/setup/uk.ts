import type { SetUpWords } from "./use";
import { commonUk } from "./uk.common";

export const setUpUk: SetUpWords = {
  ...commonUk,
};
