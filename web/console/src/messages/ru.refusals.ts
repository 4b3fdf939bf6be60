import type { Messages } from "./catalogue";
import { casesEn } from "./en.cases";
import texts from "./refusals.ru.json";

/** Как называют поля формы; остальное называется так, как в API. */
const FIELDS: Record<string, string> = {
  agent_id: "Агент",
  allowed_from: "Клиентам можно звонить с",
  allowed_until: "Клиентам можно звонить до",
  body: "Текст",
  call_at: "Когда перезвонить",
  code: "Код",
  consent: "Согласие",
  disposition: "Результат",
  do_not_call: "Не звонить",
  expires_at: "Действует до",
  fewest: "Начиная со стольких звонящих",
  language: "Язык",
  line_type: "Линия",
  longest_wait_s: "Самое долгое ожидание, с",
  mobile: "Номер",
  name: "Имя",
  note: "Заметка",
  notes: "Заметки",
  number: "Номер",
  password: "Пароль",
  permissions: "Права",
  prompt: "Сообщение о сбое",
  project_id: "Проект",
  q: "Поиск",
  queue: "Очередь",
  reason: "Причина",
  roles: "Роли",
  seconds: "Место в записи",
  service_level_percent: "Уровень сервиса ниже, %",
  since: "С",
  skills: "Навыки",
  text: "Текст",
  to: "До",
  to_agent: "Агент",
  to_number: "Номер",
  to_queue: "Очередь",
  until: "До",
  why: "Почему",
  zone: "Часовой пояс",
};

export const refusalsRu: Pick<Messages, "refusal"> = {
  refusal: {
    texts: () => texts,
    rules: () => casesEn.rule,
    field: (name) => FIELDS[name] ?? name,
    quoted: (text) => `«${text}»`,
    unlike: (field, got, accepted) => `«${field}»: получено ${got}; подходит: ${accepted}.`,
    unlikeHere: (got, accepted) => `Получено ${got}; подходит: ${accepted}.`,
    missing: (field, accepted) => `«${field}»: не заполнено; подходит: ${accepted}.`,
    missingHere: (accepted) => `Не заполнено; подходит: ${accepted}.`,
  },
};
