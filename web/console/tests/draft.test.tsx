// @vitest-environment happy-dom
import { act, cleanup, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, expect, test } from "vitest";

import type { Me } from "../src/api/types";
import { MeContext } from "../src/app/me";
import { forgetDrafts, useDraft } from "../src/shared/useDraft";

afterEach(() => {
  cleanup();
  sessionStorage.clear();
});

function draft(about: string, person = 1) {
  const wrapper = ({ children }: { children: ReactNode }) => <MeContext value={{ id: person } as Me}>{children}</MeContext>;
  return renderHook(() => useDraft(about), { wrapper }).result;
}

function typed(about: string, text: string) {
  const hook = draft(about);
  act(() => hook.current.type(text));
  return hook;
}

test("what is typed is there again, for who typed it and where they typed it", () => {
  typed("reply 7", "Half a");

  expect(draft("reply 7").current.text).toBe("Half a");
  expect(draft("reply 8").current.text).toBe("");
  expect(draft("reply 7", 2).current.text).toBe("");
});

test("what is being sent is found by nobody, and is still to be seen until it is sent", () => {
  const hook = typed("reply 7", "All of it");
  act(() => hook.current.letGo());

  expect(hook.current.text).toBe("All of it");
  expect(draft("reply 7").current.text).toBe("");
});

test("what is deleted or belongs to somebody who has left is gone", () => {
  typed("reply 7", "");
  typed("reply 8", "Still here");
  sessionStorage.setItem("another", "kept");
  forgetDrafts();

  expect([draft("reply 7").current.text, draft("reply 8").current.text]).toEqual(["", ""]);
  expect(sessionStorage.getItem("another")).toBe("kept");
});
