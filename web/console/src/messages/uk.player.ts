import type { Messages } from "./catalogue";
import { plural } from "./plural";

const count = plural("uk");

export const playerUk: Pick<Messages, "player"> = {
  player: {
    playFrom: (place) => `Завантажити і слухати з ${place}`,
    placeOf: (place, length) => `${place} із ${length}`,
    skip: "Пропускати тишу",
    silent: (stretches, length) =>
      stretches === 0
        ? "Довгих пауз тут немає."
        : `${count(stretches, { one: `${stretches} пауза`, few: `${stretches} паузи`, many: `${stretches} пауз`, other: `${stretches} паузи` })}, де мовчать обидві сторони, разом ${length}`,
    drawing: "Картинка готується…",
    brokeOff: "Звук перервався.",
    goOn: (place) => `Продовжити з ${place}`,
    muted: "заглушено",
    marks: "Позначки",
    noMarks: "Позначок поки немає.",
    kind: { good: "Добрий приклад", mistake: "Помилка", critical: "Критична помилка", question: "Питання", remark: "Нотатка" },
    marksOf: (marks) => count(marks, { one: `${marks} позначка`, few: `${marks} позначки`, many: `${marks} позначок`, other: `${marks} позначки` }),
    mark: (place) => `Позначити ${place}`,
    word: (place) => `Що тут, на ${place}`,
    text: "Ваші слова, якщо треба",
    save: "Зберегти позначку",
    goTo: (place, kind) => `Перейти на ${place}: ${kind}`,
    remove: (place, kind) => `Прибрати позначку на ${place}: ${kind}`,
    removeSure: (place, kind) => `Прибрати позначку на ${place}, «${kind}»?`,
    removeYes: "Прибрати",
    hearFrom: (time) => `Слухати запис з ${time}`,
    copyLink: (place) => `Скопіювати посилання на ${place}`,
    copied: (place) => `Посилання на ${place} скопійовано. Воно відкриється в колег, яким можна слухати цей запис.`,
    link: (place) => `Посилання на ${place}`,
    tookAway: "файл завантажено",
    flag: "Ознака",
    flagsTitle: "Ознаки",
    flags: { held: "Не видаляти: юридичне утримання", marked: "З позначками", muted: "Частково заглушено", deleted: "Видалено" },
    keptUntil: (day) => `Зберігається до ${day}`,
    deleted: (day, days) =>
      days === null
        ? `Видалено ${day}`
        : `Видалено ${day}: проєкт зберігає записи ${count(days, { one: `${days} день`, few: `${days} дні`, many: `${days} днів`, other: `${days} дня` })}.`,
    held: "Юридичне утримання: не видаляється, поки його не знімуть.",
    heldBy: (name, at) => `накладено: ${name}, ${at}`,
    liftedBy: (name, at) => `знято: ${name}, ${at}`,
    hold: "Юридичне утримання",
    holdSure: "Накласти на запис юридичне утримання?",
    holdMeans: "Він зберігається довше за строк проєкту, поки утримання не знімуть.",
    holdWhy: "Чому і в чиїй справі",
    lift: "Зняти утримання",
    liftSure: "Зняти юридичне утримання?",
    liftMeans: "Знову діє строк проєкту: якщо він минув, запис видалиться протягом години.",
  },
};
