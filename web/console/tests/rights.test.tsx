// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeAll, describe, expect, test } from "vitest";

import type { RulesView, TextRow, TextTemplate } from "../src/api/caseTypes";
import type { Me } from "../src/api/types";
import { MeContext } from "../src/app/me";
import { RuleField } from "../src/pages/callbacks/RuleField";
import { TemplateForm } from "../src/pages/texts/Templates";
import { TextTodo } from "../src/panel/TextTodo";
import { Thread } from "../src/shared/Thread";

/** Runs cases in the project 1, sees them in 2. */
const ME = {
  id: 1,
  permissions: ["see_cases", "work_cases", "run_cases"],
  scopes: { see_cases: [1, 2], work_cases: [1], run_cases: [1] },
} as unknown as Me;
const WRITTEN = { id: 5, direction: "in", status: "received", body: "Hello", at: "2026-11-22T10:00:00Z", answered_at: null, assigned_to: null } as TextRow;
const DOUBTED = { ...WRITTEN, direction: "out", status: "unknown" } as TextRow;
const TEMPLATE = { kind: "missed", language: "en", body: "Sorry", example: "Sorry", encoding: "gsm7" } as unknown as TextTemplate;
const rulesOf = (id: number) => ({ project: { id, name: "" }, ladders: {} }) as unknown as RulesView;

beforeAll(() => {
  // A field that grows with its text listens to the fonts, which happy-dom has none of.
  Object.defineProperty(document, "fonts", { value: new EventTarget(), configurable: true });
});

afterEach(cleanup);

function drawn(children: ReactNode): void {
  render(
    <MantineProvider>
      <QueryClientProvider client={new QueryClient()}>
        <MeContext value={ME}>{children}</MeContext>
      </QueryClientProvider>
    </MantineProvider>,
  );
}

describe("a right in one project is none in another", () => {
  test.each([
    ["to answer", (project: number) => <Thread texts={[]} contact={3} project={project} />],
    ["to deal with a text", (project: number) => <TextTodo text={WRITTEN} project={project} />],
    ["to settle a text in doubt", (project: number) => <TextTodo text={DOUBTED} project={project} />],
    ["to change a wording", (project: number) => <TemplateForm project={project} template={TEMPLATE} />],
  ])("%s", (_, form) => {
    drawn(form(2));
    expect(screen.queryAllByRole("button")).toEqual([]);
    cleanup();
    drawn(form(1));
    expect(screen.queryAllByRole("button")).not.toEqual([]);
  });

  test("to try other rules", () => {
    const field = (project: number) => <RuleField field={{ part: "policy", name: "cap", shape: "number" }} rules={rulesOf(project)} value="3" error={null} onChange={() => undefined} />;
    drawn([field(1), field(2)].map((each, index) => <div key={index}>{each}</div>));

    expect(screen.getAllByRole("textbox").map((each) => each.hasAttribute("disabled"))).toEqual([false, true]);
  });
});
