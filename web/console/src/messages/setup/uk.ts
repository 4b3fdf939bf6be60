import type { SetUpWords } from "./use";
import { announcementsUk } from "./uk.announcements";
import { commonUk } from "./uk.common";
import { healthUk } from "./uk.health";
import { hoursUk } from "./uk.hours";
import { numbersUk } from "./uk.numbers";
import { phonesUk } from "./uk.phones";
import { projectsUk } from "./uk.projects";
import { trunksUk } from "./uk.trunks";

export const setUpUk: SetUpWords = {
  ...announcementsUk,
  ...commonUk,
  ...healthUk,
  ...hoursUk,
  ...numbersUk,
  ...phonesUk,
  ...projectsUk,
  ...trunksUk,
};
