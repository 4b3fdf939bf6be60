import { plural } from "../plural";
import type { SetUpWords } from "./use";

const count = plural("ru");
const calls = (found: number) => count(found, { one: `${found} звонок`, few: `${found} звонка`, many: `${found} звонков`, other: `${found} звонка` });

export const numbersRu: Pick<SetUpWords, "numbers" | "numberFields" | "numberChoices" | "unknownFields" | "unknownChoices"> = {
  numbers: {
    title: "Номера",
    unassigned: "ничьих, на которые недавно звонили",
    empty: "Номеров здесь ещё нет: звонок попадает в проект по номеру.",
    add: "Новый номер",
    import: "Загрузить списком",
    open: (did) => `Открыть номер ${did}`,
    close: "Закрыть номер",
    gone: "Такого номера нет.",
    calls: "Звонки",
    callsOf: (did) => `Звонки на ${did}`,
    remove: "Удалить",
    removeTitle: "Удалить номер? Звонящие на него станут звонящими на ничей номер.",
    unknown: "Звонящие на ничей номер",
    nobodys: "Недавно звонили, но номер ничей",
    calledLast: (found, at) => `${calls(found)}, последний ${at}`,
    assign: "Назначить",
    assignThe: (did) => `Назначить ${did}`,
    importTitle: "Загрузить номера",
    importHint: "Первая строка называет столбцы: did, project, queue и, если нужно, language и note. Сохраняется всё или ничего.",
    importText: "Текст файла",
    importFile: "Файл",
    importTry: "Показать, что изменится",
    importDo: "Загрузить",
    importDone: (found) => count(found, { one: `Сохранён ${found} номер.`, few: `Сохранено ${found} номера.`, many: `Сохранено ${found} номеров.`, other: `Сохранено ${found} номера.` }),
    importNothing: "Ничего не изменится.",
  },
  numberFields: {
    did: ["Номер", "С кодом страны, например +380441234567, или как его передаёт провайдер. Каждая X в конце — любая цифра."],
    project: ["Проект"],
    queue: ["Очередь"],
    language: ["Язык", "Две буквы; пусто: язык проекта."],
    menu: ["Языки на выбор по клавише", "По две буквы, через запятую; первый — клавиша 1. Пусто: без меню."],
    note: ["Примечание"],
  },
  numberChoices: { project: { "": "выберите…" }, queue: { "": "выберите…" } },
  unknownFields: { unknown_number: ["Что их встречает"], unknown_project: ["Проект"], unknown_queue: ["Очередь"] },
  unknownChoices: {
    unknown_number: { message: "сообщение, что номер не обслуживается", reject: "отказ без ответа", queue: "очередь" },
    unknown_project: { "": "выберите…" },
    unknown_queue: { "": "выберите…" },
  },
};
