// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";

import { useJoinKeys } from "../src/panel/joining/useJoinKeys";

afterEach(cleanup);

function Page({ heard }: { heard: string[] }) {
  useJoinKeys({ depth: (depth) => heard.push(depth), leave: () => heard.push("leave") });
  return (
    <>
      <input type="checkbox" aria-label="Follow" />
      <input type="text" aria-label="Note" />
    </>
  );
}

test("the keys work on from a tick, and not where somebody writes", () => {
  const heard: string[] = [];
  render(<Page heard={heard} />);
  fireEvent.keyDown(screen.getByLabelText("Follow"), { key: "2" });
  fireEvent.keyDown(screen.getByLabelText("Follow"), { key: "0" });
  fireEvent.keyDown(screen.getByLabelText("Note"), { key: "3" });

  expect(heard).toEqual(["whisper", "leave"]);
});
