import { plural } from "../plural";
import texts from "./health.uk.json";
import type { SetUpWords } from "./use";

const count = plural("uk");

export const healthUk: Pick<SetUpWords, "health"> = {
  health: {
    title: "Стан",
    reds: "червоних",
    allGreen: (at) => `Усе зелене, перевірено о ${at}.`,
    checkedAt: (at) => `Перевірено о ${at}.`,
    run: "Перевірити зараз",
    running: "Перевіряємо…",
    exportText: "Вивантажити текстом",
    level: { bad: "Червоний", warn: "Жовтий", ok: "Зелений" },
    attention: "Потребує уваги",
    silencedChecks: "Заглушено",
    green: "Зелене",
    todo: "Що зробити",
    silence: "Заглушити",
    silenceThis: (check) => `Заглушити: ${check}`,
    silenceFor: "на",
    hours: (n) =>
      n % 24 === 0
        ? count(n / 24, { one: `${n / 24} день`, few: `${n / 24} дні`, other: `${n / 24} днів` })
        : count(n, { one: `${n} година`, few: `${n} години`, other: `${n} годин` }),
    tellAgain: "Знову враховувати",
    silencedBy: (by, until) => `Заглушено: ${by}, до ${until}. Якщо стане гірше, це все одно буде видно.`,
    what: {
      alarms: "Тривога",
      callbacks: "Зворотні дзвінки",
      certificates: "Сертифікат",
      clock: "Годинник",
      database: "База даних",
      disk: "Диск",
      phones: "Телефони",
      port: "Сторінка",
      recordings: "Записи",
      rights: "Права",
      schema: "Схема",
      "second factor": "Другий фактор",
      "secret key": "Секретний ключ",
      sip: "SIP",
      sounds: "Оголошення",
      switch: "Комутатор",
      texts: "Повідомлення",
      trunks: "Транк",
      versions: "Версія",
    },
    texts: () => texts,
  },
};
