import { Checkbox, NativeSelect, Textarea, TextInput } from "@mantine/core";

import type { RulesView } from "../../api/caseTypes";
import { useMe } from "../../app/me";
import { mayIn } from "../../app/session";
import { useWords, wordFor } from "../../messages/use";
import { fieldError } from "../../shared/Trouble";
import type { Field } from "./draft";

interface RuleFieldProps {
  field: Field;
  rules: RulesView;
  value: string | boolean;
  error: unknown;
  onChange: (value: string | boolean) => void;
}

/** One setting. Its error is the server's sentence, which names the field by its part and name, or by its name. */
export function RuleField({ field, rules, value, error, onChange }: RuleFieldProps) {
  const words = useWords();
  // Who may not save may still try what other rules would do.
  const runs = mayIn(useMe(), "run_cases", rules.project.id);
  const shared = {
    label: wordFor(words.rules.fields, field.name),
    disabled: !runs,
    error: fieldError(error, `${field.part}.${field.name}`) ?? fieldError(error, field.name),
  };
  const text = { ...shared, value: String(value), onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value) };
  if (field.shape === "switch") {
    return <Checkbox {...shared} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />;
  }
  if (field.shape === "pairs") return <Textarea {...text} autosize minRows={2} />;
  if (field.name === "ladder") {
    const options = Object.keys(rules.ladders).map((name) => ({ value: name, label: wordFor(words.rules.ladders, name) }));
    return <NativeSelect {...text} data={options} />;
  }
  return <TextInput {...text} inputMode={field.shape === "number" || field.shape === "optional" ? "decimal" : "text"} />;
}
