// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { ChipsField } from "../src/setup/ChipsField";
import { of, specOf, wordsOf } from "../src/setup/fields";

const BEFORE = ["orders", ""];
let value = BEFORE;

function Editor() {
  const [chips, setChips] = useState(BEFORE);
  const change = (next: string[]) => {
    value = next;
    setChips(next);
  };
  return <ChipsField value={chips} known={["vip"]} label="Skills" description={undefined} take={(name) => `Leave ${name} out`} error={null} disabled={false} onChange={change} />;
}

const field = () => screen.getByRole("combobox", { name: "Skills" });
const type = (text: string) => fireEvent.change(field(), { target: { value: text } });

describe("a field of chips", () => {
  beforeEach(() => {
    render(
      <MantineProvider>
        <Editor />
      </MantineProvider>,
    );
    field().focus();
  });
  afterEach(cleanup);

  test.each([
    ["Enter", () => fireEvent.keyDown(field(), { key: "Enter" })],
    ["a comma", () => fireEvent.keyDown(field(), { key: "," })],
    ["leaving it", () => fireEvent.blur(field())],
  ])("takes what is typed with %s", (_, end) => {
    type("vip");
    expect(value).toEqual(["orders", "vip"]);
    end();
    expect(value).toEqual(["orders", "vip", ""]);
  });

  test("comes apart where a list is put in, whose last may go on", () => {
    type("a, b;c");
    expect(value).toEqual(["orders", "a", "b", "c"]);
  });

  test("takes a pasted list", () => {
    fireEvent.paste(field(), { clipboardData: { getData: () => "a,b" } });
    expect(value).toEqual(["orders", "a", "b", ""]);
  });

  test("gives back its last to Backspace, and any to its button", () => {
    type("vip,");
    fireEvent.click(screen.getByRole("button", { name: "Leave orders out" }));
    expect(value).toEqual(["vip", ""]);
    expect(document.activeElement).toBe(field());
    fireEvent.keyDown(field(), { key: "Backspace" });
    expect(value).toEqual([""]);
  });
});

test("a list that a tab has kept as one text is not lost", () => {
  expect(specOf({ skills: "vip, orders" }, of("words", "skills"))).toEqual({ skills: ["vip", "orders"] });
  expect([wordsOf(""), wordsOf(null)]).toEqual([[], []]);
});
