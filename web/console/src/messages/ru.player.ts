import type { Messages } from "./catalogue";
import { plural } from "./plural";

const count = plural("ru");

export const playerRu: Pick<Messages, "player"> = {
  player: {
    playFrom: (place) => `Загрузить и слушать с ${place}`,
    placeOf: (place, length) => `${place} из ${length}`,
    skip: "Пропускать тишину",
    silent: (stretches, length) =>
      stretches === 0
        ? "Долгих пауз здесь нет."
        : `${count(stretches, { one: `${stretches} пауза`, few: `${stretches} паузы`, many: `${stretches} пауз`, other: `${stretches} паузы` })}, где молчат обе стороны, всего ${length}`,
    drawing: "Картинка готовится…",
    brokeOff: "Звук прервался.",
    goOn: (place) => `Продолжить с ${place}`,
    muted: "заглушено",
    marks: "Отметки",
    noMarks: "Отметок пока нет.",
    kind: { good: "Хороший пример", mistake: "Ошибка", critical: "Критическая ошибка", question: "Вопрос", remark: "Заметка" },
    marksOf: (marks) => count(marks, { one: `${marks} отметка`, few: `${marks} отметки`, many: `${marks} отметок`, other: `${marks} отметки` }),
    mark: (place) => `Отметить ${place}`,
    word: (place) => `Что здесь, на ${place}`,
    text: "Ваши слова, если нужны",
    save: "Сохранить отметку",
    goTo: (place, kind) => `Перейти на ${place}: ${kind}`,
    remove: (place, kind) => `Убрать отметку на ${place}: ${kind}`,
    removeSure: (place, kind) => `Убрать отметку на ${place}, «${kind}»?`,
    removeYes: "Убрать",
    hearFrom: (time) => `Слушать запись с ${time}`,
    copyLink: (place) => `Скопировать ссылку на ${place}`,
    copied: (place) => `Ссылка на ${place} скопирована. Она откроется у коллег, которым можно слушать эту запись.`,
    link: (place) => `Ссылка на ${place}`,
    tookAway: "файл скачан",
    flag: "Пометка",
    flagsTitle: "Пометки",
    flags: { held: "Не удалять: юридическое удержание", marked: "С отметками", muted: "Частично заглушено", deleted: "Удалено" },
    keptUntil: (day) => `Хранится до ${day}`,
    deleted: (day, days) =>
      days === null
        ? `Удалено ${day}`
        : `Удалено ${day}: проект хранит записи ${count(days, { one: `${days} день`, few: `${days} дня`, many: `${days} дней`, other: `${days} дня` })}.`,
    held: "Юридическое удержание: не удаляется, пока его не снимут.",
    heldBy: (name, at) => `наложено: ${name}, ${at}`,
    liftedBy: (name, at) => `снято: ${name}, ${at}`,
    hold: "Юридическое удержание",
    holdSure: "Наложить на запись юридическое удержание?",
    holdMeans: "Она хранится дольше срока проекта, пока удержание не снимут.",
    holdWhy: "Почему и по чьему делу",
    lift: "Снять удержание",
    liftSure: "Снять юридическое удержание?",
    liftMeans: "Снова действует срок проекта: если он прошёл, запись удалится в течение часа.",
  },
};
