import { plural } from "../plural";
import texts from "./health.ru.json";
import type { SetUpWords } from "./use";

const count = plural("ru");

export const healthRu: Pick<SetUpWords, "health"> = {
  health: {
    title: "Состояние",
    reds: "красных",
    allGreen: (at) => `Всё зелёное, проверено в ${at}.`,
    checkedAt: (at) => `Проверено в ${at}.`,
    run: "Проверить сейчас",
    running: "Проверяем…",
    exportText: "Выгрузить текстом",
    level: { bad: "Красный", warn: "Жёлтый", ok: "Зелёный" },
    attention: "Требует внимания",
    silencedChecks: "Заглушено",
    green: "Зелёное",
    todo: "Что сделать",
    silence: "Заглушить",
    silenceThis: (check) => `Заглушить: ${check}`,
    silenceFor: "на",
    hours: (n) =>
      n % 24 === 0
        ? count(n / 24, { one: `${n / 24} день`, few: `${n / 24} дня`, other: `${n / 24} дней` })
        : count(n, { one: `${n} час`, few: `${n} часа`, other: `${n} часов` }),
    tellAgain: "Снова учитывать",
    silencedBy: (by, until) => `Заглушено: ${by}, до ${until}. Если станет хуже, это всё равно будет видно.`,
    what: {
      alarms: "Тревога",
      callbacks: "Обратные звонки",
      certificates: "Сертификат",
      clock: "Часы",
      database: "База данных",
      disk: "Диск",
      phones: "Телефоны",
      port: "Страница",
      recordings: "Записи",
      rights: "Права",
      schema: "Схема",
      "second factor": "Второй фактор",
      "secret key": "Секретный ключ",
      sip: "SIP",
      sounds: "Объявления",
      switch: "Коммутатор",
      texts: "Сообщения",
      trunks: "Транк",
      versions: "Версия",
    },
    texts: () => texts,
  },
};
