import { Checkbox, NativeSelect, Textarea, TextInput } from "@mantine/core";

import { ApiError } from "../api/client";
import type { Messages } from "../messages/catalogue";
import { refusalIn } from "../messages/refusals";
import { useSetUpWords } from "../messages/setup/use";
import { useWords } from "../messages/use";
import { ChipsField } from "./ChipsField";
import { type Field, textOf, wordsOf } from "./fields";
import type { Naming } from "./shown";
import type { Form } from "./useEditor";

interface SpecFieldProps {
  form: Form;
  field: Field;
  naming: Naming;
  disabled: boolean;
  /** What is said below it in place of its usual words. */
  hint?: string | undefined;
}

/** One field of what is set up, with its words and what is wrong with it. */
export function SpecField({ form, field: { name, shape, options = [], known = [] }, naming, disabled, hint }: SpecFieldProps) {
  const words = useWords();
  const { order } = useSetUpWords();
  const [label = name, usual] = naming.fields[name] ?? [];
  const common = { label, description: hint ?? usual, error: troubleAt(form.error, name, words), disabled };
  const type = (event: { currentTarget: { value: string } }) => form.set(name, event.currentTarget.value);
  const value = form.draft[name];
  if (options.length > 0) {
    const data = options.map((each) => ({ value: each, label: naming.choices[name]?.[each] ?? each }));
    return <NativeSelect {...common} data={data} value={textOf(value)} onChange={type} />;
  }
  switch (shape) {
    case "switch":
      return <Checkbox {...common} checked={value === true} onChange={(event) => form.set(name, event.currentTarget.checked)} />;
    case "area":
      return <Textarea {...common} autosize minRows={2} value={textOf(value)} onChange={type} />;
    case "words":
      return <ChipsField {...common} known={known} take={order.take} value={wordsOf(value)} onChange={(words) => form.set(name, words)} />;
    default:
      return <TextInput {...common} autoComplete="off" spellCheck={false} inputMode={isNumber(shape) ? "numeric" : undefined} value={textOf(value)} onChange={type} />;
  }
}

function isNumber(shape: Field["shape"]): boolean {
  return shape === "number" || shape === "optional";
}

/** The field of the spec that a refusal is about: `spec.codecs[0]` is `codecs`. */
export function fieldOf(error: unknown): string | null {
  if (!(error instanceof ApiError) || error.field === null) return null;
  return error.field.replace(/^spec\./, "").split(/[.[]/)[0] ?? null;
}

/** What is said right under the field. */
export function troubleAt(error: unknown, name: string, words: Messages): string | null {
  return error instanceof ApiError && fieldOf(error) === name ? refusalIn(words, error, true) : null;
}
