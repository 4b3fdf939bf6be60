// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, test } from "vitest";

import { useStillOrder } from "../src/live/hooks";
import { stillOrder } from "../src/live/order";

afterEach(cleanup);

describe("the order of rows", () => {
  test("follows the data while nobody is on the list", () => {
    expect(stillOrder(["a", "b"], ["b", "a"], false)).toEqual(["b", "a"]);
  });

  test("stands still while somebody is: who leaves keeps the place, who comes goes to the end", () => {
    expect(stillOrder(["a", "b", "c"], ["d", "c", "a"], true)).toEqual(["a", "b", "c", "d"]);
  });

  test("is the same list when nothing changed", () => {
    const shown = ["a", "b"];

    expect(stillOrder(shown, ["a", "b"], false)).toBe(shown);
    expect(stillOrder(shown, ["b"], true)).toBe(shown);
  });
});

function List({ wanted }: { wanted: string[] }) {
  const { ids, hold } = useStillOrder(wanted);
  return (
    <ul {...hold}>
      {ids.map((id) => (
        <li key={id}>
          <button type="button">{id}</button>
        </li>
      ))}
    </ul>
  );
}

const shown = (): string[] => screen.getAllByRole("button").map((button) => button.textContent ?? "");

test("rows under the pointer do not move until it leaves", () => {
  const { rerender } = render(<List wanted={["a", "b"]} />);
  fireEvent.pointerEnter(screen.getByRole("list"));
  rerender(<List wanted={["c", "b", "a"]} />);
  expect(shown()).toEqual(["a", "b", "c"]);
  fireEvent.pointerLeave(screen.getByRole("list"));

  expect(shown()).toEqual(["c", "b", "a"]);
});

test("rows do not move while the keyboard is among them", () => {
  const { rerender } = render(<List wanted={["a", "b"]} />);
  fireEvent.focus(screen.getAllByRole("button")[0] as HTMLElement);
  rerender(<List wanted={["b"]} />);
  expect(shown()).toEqual(["a", "b"]);
  fireEvent.blur(screen.getAllByRole("button")[0] as HTMLElement);

  expect(shown()).toEqual(["b"]);
});
