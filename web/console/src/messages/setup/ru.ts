import type { SetUpWords } from "./use";
import { commonRu } from "./ru.common";

export const setUpRu: SetUpWords = {
  ...commonRu,
};
