import { announcementsEn } from "./en.announcements";
import { commonEn } from "./en.common";
import { healthEn } from "./en.health";
import { hoursEn } from "./en.hours";
import { numbersEn } from "./en.numbers";
import { phonesEn } from "./en.phones";
import { projectsEn } from "./en.projects";
import { trunksEn } from "./en.trunks";

/** The words of the pages under "Set-up", which come with those pages and not with the first load. English is the shape. */
export const setUpEn = {
  ...announcementsEn,
  ...commonEn,
  ...healthEn,
  ...hoursEn,
  ...numbersEn,
  ...phonesEn,
  ...projectsEn,
  ...trunksEn,
};
