import { commonEn } from "./en.common";

/** The words of the pages under "Set-up", which come with those pages and not with the first load. English is the shape. */
export const setUpEn = {
  ...commonEn,
};
