import { ActionIcon, Button, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useState } from "react";

import { type Rule, useRewritten } from "../../api/trunks";
import { useSetUpWords } from "../../messages/setup/use";
import { Trouble } from "../../shared/Trouble";
import { useSettled } from "../../shared/useSettled";

interface RewritingProps {
  title: string;
  rules: readonly Rule[];
  error: string | null;
  disabled: boolean;
  onChange: (rules: Rule[]) => void;
}

/** Rules by which a number's beginning becomes another; the first that fits is used. */
export function Rewriting({ title, rules, error, disabled, onChange }: RewritingProps) {
  const { trunks } = useSetUpWords();
  const put = (index: number, part: Partial<Rule>) => onChange(rules.map((rule, at) => (at === index ? { ...rule, ...part } : rule)));
  return (
    <fieldset className="rewriting" aria-label={title}>
      <legend>{title}</legend>
      {rules.length === 0 && <p className="hint">{trunks.rules.none}</p>}
      {rules.map(({ begins, becomes }, index) => (
        <div key={index} className="rule">
          <TextInput size="xs" aria-label={trunks.rules.begins(index + 1)} placeholder={trunks.rules.anything} value={begins} disabled={disabled} onChange={(event) => put(index, { begins: event.currentTarget.value })} />
          <span aria-hidden>→</span>
          <TextInput size="xs" aria-label={trunks.rules.becomes(index + 1)} value={becomes} disabled={disabled} onChange={(event) => put(index, { becomes: event.currentTarget.value })} />
          {!disabled && (
            <ActionIcon variant="subtle" color="gray" aria-label={trunks.rules.remove(index + 1)} onClick={() => onChange(rules.filter((_, at) => at !== index))}>
              <IconX size={14} aria-hidden />
            </ActionIcon>
          )}
        </div>
      ))}
      {error !== null && (
        <p role="alert" className="field-trouble">
          {error}
        </p>
      )}
      {!disabled && (
        <Button size="compact-xs" variant="default" onClick={() => onChange([...rules, { begins: "", becomes: "" }])}>
          {trunks.rules.add}
        </Button>
      )}
      {rules.length > 0 && <TryIt rules={rules} />}
    </fieldset>
  );
}

function TryIt({ rules }: { rules: readonly Rule[] }) {
  const { trunks } = useSetUpWords();
  const [number, setNumber] = useState("");
  const wanted = useSettled(number.trim());
  const { data, error } = useRewritten(rules, wanted);
  return (
    <>
      <div className="rule">
        <TextInput size="xs" aria-label={trunks.tryIt} placeholder={trunks.tryIt} inputMode="tel" maxLength={80} value={number} onChange={(event) => setNumber(event.currentTarget.value)} />
        <output className="figures">{wanted !== "" && data !== undefined && trunks.becomes(data)}</output>
      </div>
      <Trouble error={error} />
    </>
  );
}
