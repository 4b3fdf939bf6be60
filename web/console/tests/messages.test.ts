import { describe, expect, test } from "vitest";

import { en } from "../src/messages/en";
import { pickLanguage } from "../src/messages/catalogue";
import { ru } from "../src/messages/ru";
import { setUpEn } from "../src/messages/setup/en";
import { setUpRu } from "../src/messages/setup/ru";
import { setUpUk } from "../src/messages/setup/uk";
import { uk } from "../src/messages/uk";

type Tree = { [key: string]: unknown };

function leaves(tree: Tree, path = ""): [string, unknown][] {
  return Object.entries(tree).flatMap(([key, value]): [string, unknown][] =>
    typeof value === "object" && value !== null ? leaves(value as Tree, `${path}${key}.`) : [[path + key, value]],
  );
}

const texts = (tree: Tree): string[] => leaves(tree).map(([, value]) => String(value));

test.each([en, ru, uk])("$language: no two outcomes and reasons are called the same", (words) => {
  const labels = texts({ ...words.outcome, reason: words.reason }).map((label) => label.toLowerCase());

  expect(new Set(labels).size).toBe(labels.length);
});

describe.each<[string, Tree, Tree]>([
  ["Russian", ru, en],
  ["Ukrainian", uk, en],
  ["Russian of set-up", setUpRu, setUpEn],
  ["Ukrainian of set-up", setUpUk, setUpEn],
])("%s", (_, words, shape) => {
  test("has the same keys as English, of the same kinds", () => {
    const kinds = (tree: Tree) => leaves(tree).map(([key, value]) => `${key} ${typeof value}`).sort();

    expect(kinds(words)).toEqual(kinds(shape));
  });

  test("says nothing empty", () => {
    expect(texts(words).filter((text) => text.trim() === "")).toEqual([]);
  });

  test("calls an agent an agent", () => {
    expect(texts(words).filter((text) => /оператор/i.test(text))).toEqual([]);
  });
});

test("counts take the form that the language asks for", () => {
  expect([1, 3, 5, 21].map(ru.calls.shown)).toEqual(["1 звонок", "3 звонка", "5 звонков", "21 звонок"]);
  expect([1, 3, 5, 21].map(uk.calls.shown)).toEqual(["1 дзвінок", "3 дзвінки", "5 дзвінків", "21 дзвінок"]);
  expect([1, 2].map(en.calls.shown)).toEqual(["1 call", "2 calls"]);
});

test("the browser's first language that we speak is taken, unless one was chosen", () => {
  expect(pickLanguage(null, ["pl-PL", "uk-UA", "en"])).toBe("uk");
  expect(pickLanguage("ru", ["uk-UA"])).toBe("ru");
  expect(pickLanguage(null, ["pl"])).toBe("en");
});
