import { describe, expect, test } from "vitest";

import type { Messages } from "../src/messages/catalogue";
import { en } from "../src/messages/en";
import { find, KINDS, ownLength, refusalIn, saidIn, textIn } from "../src/messages/refusals";
import { ru } from "../src/messages/ru";
import { uk } from "../src/messages/uk";
import type { TimelineEntry } from "../src/api/types";
import { sentence as timelineSentence } from "../src/panel/Timeline";

const SLOTS = /{(\d+)(?::(\w+))?}/g;
const templates = Object.keys(ru.refusal.texts());
/** What people and machines may put into a sentence, also what looks like a template or like one filled in. */
const ODD = ["", " ", "{}", "{0}", "{0:phrase}", "$&", "$1", "a\nb", "\\d+", "(.*)", "Олена «А»", "There is no call 5.", "one of {}", "got 5, accepted is 6"];

const sentence = (text: string) => ({ sentence: text, field: null, got: null, accepted: null });
const input = (field: string, got: string, accepted: string) => ({ sentence: `${field}: got ${got}, accepted is ${accepted}.`, field, got, accepted });
const put = (template: string, values: readonly string[]) => template.split("{}").reduce((text, piece, at) => text + (values[at - 1] ?? "") + piece);

test("the same is said in both languages", () => {
  expect(Object.keys(uk.refusal.texts())).toEqual(templates);
});

describe.each([
  ["Russian", ru],
  ["Ukrainian", uk],
])("%s", (_, words: Messages) => {
  const texts = words.refusal.texts();

  test("uses values that there are, in ways that there are, and leaves no English behind", () => {
    const wrong = Object.entries(texts).filter(([template, meaning]) => {
      const slots = [...meaning.matchAll(SLOTS)];
      const count = template.split("{}").length - 1;
      const known = slots.every(([, at, kind]) => Number(at) < count && (kind === undefined || kind in KINDS));
      return !known || meaning.replace(SLOTS, "").includes("{") || (meaning === template && /[a-z] [a-z]/.test(meaning));
    });

    expect(wrong).toEqual([]);
  });

  test("takes no sentence for another", () => {
    const values = ["\u0001", "\u0002", "\u0003"];
    const expected = templates.map((template) => ({ template, meaning: texts[template], values: values.slice(0, template.split("{}").length - 1) }));

    expect(templates.map((template) => find(texts, put(template, values)))).toEqual(expected);
  });

  test.each(ODD.map((each, at) => [each, at] as const))("knows every sentence again with %j in it", (odd, at) => {
    const values = [odd, ODD[(at + 5) % ODD.length] ?? "", ODD[(at + 9) % ODD.length] ?? ""];
    const lost = templates.filter((template) => {
      const text = put(template, values);
      const found = find(texts, text);
      return found === null || put(found.template, found.values) !== text || ownLength(found.template) < ownLength(template) || saidIn(words, text).includes("undefined");
    });

    expect(lost).toEqual([]);
  });
});

test("a value is shown as it came, and a word of ours in the reader's language", () => {
  expect(refusalIn(ru, sentence("There is no agent {0}."))).toBe("Агента {0} нет.");
  expect(refusalIn(ru, sentence("The role supervisor does not have the permission see_trail."))).toBe("У роли «супервизор» нет права «Видеть журнал действий».");
  expect(refusalIn(uk, sentence("Anna is on a call and cannot make another."))).toBe("Anna уже на дзвінку й удруге зателефонувати не може.");
  expect(refusalIn(uk, sentence("None of the roles agent, quality has the permission administer."))).toMatch(/агент, контроль якості\.$/);
});

test("a rule in a refusal has the words that it has on the case", () => {
  const refused = "This number is never dialled: Numbers of this kind cost more than a call back is worth: premium.";

  expect(refusalIn(ru, sentence(refused))).toBe(`На этот номер не звонят никогда. ${ru.rule.dear_line.replace("{line}", "платный")}`);
  expect(refusalIn(uk, sentence("It is one of our own numbers."))).toBe(uk.rule.own_number);
});

test("what came in a field is told by the form's name, or right under it without", () => {
  const refused = input("number", "'12'", "a telephone number");

  expect(refusalIn(ru, refused)).toBe("«Номер»: получено «12»; подходит: номер телефона.");
  expect(refusalIn(uk, refused, true)).toBe("Отримано «12»; підходить: номер телефону.");
  expect(refusalIn(en, refused)).toBe("number: got “12”, accepted is a telephone number.");
  expect(refusalIn(ru, input("text", "nothing", "some text"), true)).toBe("Не заполнено; подходит: текст.");
  expect(refusalIn(ru, input("policy.busy_tries", "99.0", "0 to 10 tries"))).toBe(`«${ru.rules.fields.busy_tries}»: получено 99; подходит: от 0 до 10 попыток.`);
  expect(refusalIn(ru, input("roles[0].role", "'boss'", "one of admin, agent or nothing"))).toBe("«role»: получено «boss»; подходит: одно из: admin, agent или ничего.");
});

test("a password that came is not repeated", () => {
  expect(refusalIn(ru, input("password", "a hidden value", "text of at most 1024 characters"), true)).toBe("Получено скрытое значение; подходит: текст не длиннее 1024 символов.");
  expect(refusalIn(uk, input("password", "3 characters", "10 to 256 characters"), true)).toBe("Отримано символів: 3; підходить: від 10 до 256 символів.");
});

test("several sentences are each in the reader's language, and none is taken for a part of another", () => {
  const kept = "name: 'A. B.' stays, 'C' is not taken. consent: 'given' stays, 'refused' is not taken.";

  expect(textIn(ru, kept)).toBe("«Имя»: остаётся «A. B.», «C» не берётся. Согласие: остаётся «дано», «отказ» не берётся.");
  expect(textIn(uk, "number: got '12', accepted is at least one telephone number.")).toBe("«Номер»: отримано «12»; підходить: хоча б один номер телефону.");
  expect(textIn(ru, "Its numbers belong to line 2 and contact 8: merge these first, or divide the line.")).toMatch(/\(строка 2, контакт 8\)/);
  expect(textIn(ru, "Our side is missing: the switch wrote only the customer's. And something new.")).toMatch(/^Our side/);
});

test("a sentence that nobody has put into words is shown as it is", () => {
  expect(refusalIn(ru, sentence("Something quite new."))).toBe("Something quite new.");
  expect(refusalIn(en, sentence("There is no call 5."))).toBe("There is no call 5.");
});

test("a call's timeline says why somebody could not join, or nothing was recorded, in the reader's language", () => {
  const entry = (kind: string, why: string): TimelineEntry => ({ kind, at: "2026-11-22T10:00:00Z", data: { why } });
  const told = (kind: string, why: string) => timelineSentence(entry(kind, why), ru, (id) => id, "ru");

  expect(told("JoinRefused", "This call is about to end.")).toMatch(/: Этот звонок сейчас закончится\.$/);
  expect(told("RecordingNotMade", "The customer had hung up before it began.")).toMatch(/: Клиент повесил трубку раньше, чем она началась\.$/);
  expect(told("JoinEnded", "line_gone")).toMatch(new RegExp(`: ${ru.joining.left.line_gone}$`));
});
