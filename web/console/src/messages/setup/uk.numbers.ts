import { plural } from "../plural";
import type { SetUpWords } from "./use";

const count = plural("uk");
const calls = (found: number) => count(found, { one: `${found} дзвінок`, few: `${found} дзвінки`, many: `${found} дзвінків`, other: `${found} дзвінка` });

export const numbersUk: Pick<SetUpWords, "numbers" | "numberFields" | "numberChoices" | "unknownFields" | "unknownChoices"> = {
  numbers: {
    title: "Номери",
    unassigned: "нічиїх, на які нещодавно дзвонили",
    empty: "Номерів тут ще немає: дзвінок потрапляє до проєкту за номером.",
    add: "Новий номер",
    import: "Завантажити списком",
    open: (did) => `Відкрити номер ${did}`,
    close: "Закрити номер",
    gone: "Такого номера немає.",
    calls: "Дзвінки",
    callsOf: (did) => `Дзвінки на ${did}`,
    remove: "Вилучити",
    removeTitle: "Вилучити номер? Хто на нього дзвонить, дзвонитиме на нічий номер.",
    unknown: "Хто дзвонить на нічий номер",
    nobodys: "Нещодавно дзвонили, але номер нічий",
    calledLast: (found, at) => `${calls(found)}, останній ${at}`,
    assign: "Призначити",
    assignThe: (did) => `Призначити ${did}`,
    importTitle: "Завантажити номери",
    importHint: "Перший рядок називає стовпці: did, project, queue і, якщо треба, language та note. Зберігається все або нічого.",
    importText: "Текст файлу",
    importFile: "Файл",
    importTry: "Показати, що зміниться",
    importDo: "Завантажити",
    importDone: (found) => count(found, { one: `Збережено ${found} номер.`, few: `Збережено ${found} номери.`, many: `Збережено ${found} номерів.`, other: `Збережено ${found} номера.` }),
    importNothing: "Нічого не зміниться.",
  },
  numberFields: {
    did: ["Номер", "З кодом країни, наприклад +380441234567, або як його передає провайдер. Кожна X у кінці — будь-яка цифра."],
    project: ["Проєкт"],
    queue: ["Черга"],
    language: ["Мова", "Дві літери; порожньо: мова проєкту."],
    menu: ["Мови на вибір клавішею", "По дві літери, через кому; перша — клавіша 1. Порожньо: без меню."],
    note: ["Примітка"],
  },
  numberChoices: { project: { "": "виберіть…" }, queue: { "": "виберіть…" } },
  unknownFields: { unknown_number: ["Що їх зустрічає"], unknown_project: ["Проєкт"], unknown_queue: ["Черга"] },
  unknownChoices: {
    unknown_number: { message: "повідомлення, що номер не обслуговується", reject: "відмова без відповіді", queue: "черга" },
    unknown_project: { "": "виберіть…" },
    unknown_queue: { "": "виберіть…" },
  },
};
