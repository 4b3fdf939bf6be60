import { describe, expect, test } from "vitest";

import { blocksOf } from "../src/shared/script";

describe("a script", () => {
  test("has headings, paragraphs of several lines, and lists", () => {
    const text = "# Greeting\nGood day,\nthis is Northlight.\n\nAsk for:\n- the name\n- the number\n\n## Goodbye\r\nThank you.";

    expect(blocksOf(text)).toEqual([
      { kind: "heading", text: "Greeting" },
      { kind: "paragraph", lines: ["Good day,", "this is Northlight."] },
      { kind: "paragraph", lines: ["Ask for:"] },
      { kind: "list", entries: ["the name", "the number"] },
      { kind: "heading", text: "Goodbye" },
      { kind: "paragraph", lines: ["Thank you."] },
    ]);
  });

  test("shows whatever else stands in it as it is", () => {
    expect(blocksOf("<b>bold</b>\n#\n-5 °C")).toEqual([{ kind: "paragraph", lines: ["<b>bold</b>", "#", "-5 °C"] }]);
  });

  test("has nothing to show where it is empty", () => {
    expect(blocksOf(" \n\n\t")).toEqual([]);
  });

  test("parts two lists that an empty line parts", () => {
    expect(blocksOf("- one\n\n- two")).toEqual([
      { kind: "list", entries: ["one"] },
      { kind: "list", entries: ["two"] },
    ]);
  });
});
