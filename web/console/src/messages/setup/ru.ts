import type { SetUpWords } from "./use";
import { announcementsRu } from "./ru.announcements";
import { commonRu } from "./ru.common";
import { healthRu } from "./ru.health";
import { hoursRu } from "./ru.hours";
import { numbersRu } from "./ru.numbers";
import { phonesRu } from "./ru.phones";
import { projectsRu } from "./ru.projects";
import { trunksRu } from "./ru.trunks";

export const setUpRu: SetUpWords = {
  ...announcementsRu,
  ...commonRu,
  ...healthRu,
  ...hoursRu,
  ...numbersRu,
  ...phonesRu,
  ...projectsRu,
  ...trunksRu,
};
