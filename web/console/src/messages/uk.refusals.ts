import type { Messages } from "./catalogue";
import { casesEn } from "./en.cases";
import texts from "./refusals.uk.json";

/** Як називають поля форми; решта зветься так, як в API. */
const FIELDS: Record<string, string> = {
  agent_id: "Агент",
  allowed_from: "Клієнтам можна дзвонити з",
  allowed_until: "Клієнтам можна дзвонити до",
  body: "Текст",
  call_at: "Коли передзвонити",
  code: "Код",
  consent: "Згода",
  disposition: "Результат",
  do_not_call: "Не дзвонити",
  expires_at: "Діє до",
  fewest: "Починаючи зі стількох дзвінків",
  language: "Мова",
  line_type: "Лінія",
  longest_wait_s: "Найдовше очікування, с",
  mobile: "Номер",
  name: "Ім’я",
  note: "Нотатка",
  notes: "Нотатки",
  number: "Номер",
  password: "Пароль",
  permissions: "Права",
  prompt: "Повідомлення про збій",
  project_id: "Проєкт",
  q: "Пошук",
  queue: "Черга",
  reason: "Причина",
  roles: "Ролі",
  seconds: "Місце в записі",
  service_level_percent: "Рівень сервісу нижче за, %",
  since: "З",
  skills: "Навички",
  text: "Текст",
  to: "До",
  to_agent: "Агент",
  to_number: "Номер",
  to_queue: "Черга",
  until: "До",
  why: "Чому",
  zone: "Часовий пояс",
};

export const refusalsUk: Pick<Messages, "refusal"> = {
  refusal: {
    texts: () => texts,
    rules: () => casesEn.rule,
    field: (name) => FIELDS[name] ?? name,
    quoted: (text) => `«${text}»`,
    unlike: (field, got, accepted) => `«${field}»: отримано ${got}; підходить: ${accepted}.`,
    unlikeHere: (got, accepted) => `Отримано ${got}; підходить: ${accepted}.`,
    missing: (field, accepted) => `«${field}»: не заповнено; підходить: ${accepted}.`,
    missingHere: (accepted) => `Не заповнено; підходить: ${accepted}.`,
  },
};
