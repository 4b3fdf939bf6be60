import { describe, expect, test } from "vitest";

import type { RulesView } from "../src/api/caseTypes";
import { addressOf, groupOf, queryFor } from "../src/pages/cases/filter";
import { bodyOf, clockOf, draftOf, minutesOf } from "../src/pages/callbacks/draft";
import { en } from "../src/messages/en";
import { ru } from "../src/messages/ru";
import { uk } from "../src/messages/uk";
import { ruleSentence } from "../src/shared/rules";
import { inAnHour, instantOf } from "../src/shared/WhenField";

const plain = (instant: string) => `<${instant}>`;

describe("a rule in words", () => {
  test("has its data filled in: instants in the viewer's writing, our own words in their language", () => {
    const missed = { rule: "missed", data: { at: "2026-11-24T10:00:00+00:00", reason: "queue_timeout" } };

    expect(ruleSentence(missed, en, plain)).toBe("The customer’s latest call, at <2026-11-24T10:00:00+00:00>, was missed: Waited too long.");
    expect(ruleSentence(missed, ru, plain)).toContain(ru.reason.queue_timeout);
  });

  test("that is not known yet is left to the server's English", () => {
    expect(ruleSentence({ rule: "by_moonlight", data: {} }, en, plain)).toBeNull();
  });

  test.each(Object.keys(en.rule))("%s names the same data in every language", (rule) => {
    const named = (words: typeof en) => [...((words.rule as Record<string, string>)[rule] ?? "").matchAll(/{(\w+)}/g)].map(([, key]) => key).sort();

    expect([named(ru), named(uk)]).toEqual([named(en), named(en)]);
  });
});

describe("the settings of callbacks", () => {
  const rules = {
    policy: { ladder: "two-call", allowed_from: 540, allowed_until: 1440, useful_hours: 0.5, max_attempts: 6, day_seconds: null },
    fraud: { countries: ["UA", "PL"], denied_prefixes: ["+4470"], known_prefixes: { "+380800": "toll_free" }, per_hour: 300 },
    texting: { sender: "", unclear_is_mobile: true, lookup: false },
    version: 3,
  } as unknown as RulesView;

  test("come back from the form as they went in", () => {
    const body = bodyOf(draftOf(rules), 3);

    expect(body).toMatchObject({ policy: rules.policy, fraud: rules.fraud, texting: rules.texting, version: 3 });
  });

  test("that do not read go out as they were typed, so that the server says what is accepted", () => {
    const body = bodyOf({ ...draftOf(rules), max_attempts: "many", allowed_from: "noon", countries: "" }, 3);

    expect([body.policy.max_attempts, body.policy.allowed_from, body.fraud.countries]).toEqual(["many", "noon", []]);
  });

  test("show minutes as a clock", () => {
    expect([540, 1440, 5].map(clockOf)).toEqual(["09:00", "24:00", "00:05"]);
    expect(["09:00", "24:00", "9:30"].map(minutesOf)).toEqual([540, 1440, 570]);
  });
});

describe("the list of cases", () => {
  test("begins with those that need a person, and behind a figure shows all", () => {
    expect([groupOf({}), groupOf({ group: "held" }), groupOf({ recovered_by: "team" })]).toEqual(["needs_person", "held", undefined]);
  });

  test("takes a figure's query into the address and back, and no search along", () => {
    const query = { from: "2026-11-01", to: "2026-11-24", recovered_by: "self", counted: "recovered" };
    const address = { q: "067", name: "Olha", promise: "kept", ...addressOf(query) };

    const asked = queryFor(JSON.parse(JSON.stringify(address)) as object);
    expect(JSON.parse(JSON.stringify(asked))).toEqual(query);
  });
});

test("a moment is suggested an hour ahead, on the viewer's clock", () => {
  const now = Date.parse("2026-11-24T10:05:00Z");

  expect(instantOf(inAnHour(now))).toBe("2026-11-24T11:30:00.000Z");
  expect(instantOf("")).toBeNull();
});
