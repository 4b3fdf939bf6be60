import { Pill, TagsInput } from "@mantine/core";
import "@mantine/core/styles/Pill.css";
import "@mantine/core/styles/PillsInput.css";
import { useEffect, useRef } from "react";

import { useOwnEscape } from "../shared/useOwnEscape";

/** A comma, a semicolon and the end of a line each end one. */
const SEPARATORS = [",", ";", "\n"];

interface ChipsFieldProps {
  /** The last of them is still being typed. */
  value: readonly string[];
  /** What is suggested. */
  known: readonly string[];
  label: string;
  description: string | undefined;
  error: string | null;
  disabled: boolean;
  /** What the button is called that takes one out. */
  take: (name: string) => string;
  onChange: (value: string[]) => void;
}

/** A list, a chip for each: Enter or a comma ends one, Backspace takes back the last, and a pasted list comes apart. */
export function ChipsField({ value, known, disabled, take, onChange, ...said }: ChipsFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const escape = useOwnEscape();
  const { chips, typed, put } = useChips(value, onChange);
  return (
    <>
      <TagsInput
        {...said}
        {...(known.length > 0 && escape)}
        ref={field}
        data={[...known]}
        value={chips}
        searchValue={typed}
        splitChars={SEPARATORS}
        onChange={(next) => put(next)}
        onSearchChange={(text) => put(undefined, text)}
        renderPill={({ value: chip = "", onRemove = () => undefined }) => <Chip name={chip} take={take(chip)} disabled={disabled} onRemove={() => (onRemove(), field.current?.focus())} />}
        withScrollArea={false}
        classNames={{ dropdown: "long-options" }}
        comboboxProps={{ transitionProps: { duration: 0 } }}
        autoComplete="off"
        spellCheck={false}
        disabled={disabled}
      />
      <span className="visually-hidden" aria-live="polite">
        {chips.join(", ")}
      </span>
    </>
  );
}

interface ChipProps {
  name: string;
  take: string;
  disabled: boolean;
  onRemove: () => void;
}

function Chip({ name, take, disabled, onRemove }: ChipProps) {
  return (
    <Pill withRemoveButton={!disabled} onRemove={onRemove} removeButtonProps={{ "aria-label": take, "aria-hidden": false, tabIndex: 0 }}>
      {name}
    </Pill>
  );
}

/** The field changes its chips and what is typed one after the other in one event: each goes out from what the other left. */
function useChips(value: readonly string[], onChange: (value: string[]) => void) {
  const now = useRef(value);
  useEffect(() => {
    now.current = value;
  }, [value]);
  const put = (chips: readonly string[] = now.current.slice(0, -1), typed: string = now.current.at(-1) ?? "") => {
    const [text, ...ended] = [...typed.split(/[,;\n]/)].reverse();
    const next = [...chips, ...ended.reverse().map((each) => each.trim()).filter(Boolean), text ?? ""];
    if (next.join("\n") === now.current.join("\n")) return;
    now.current = next;
    onChange(next);
  };
  return { chips: value.slice(0, -1), typed: value.at(-1) ?? "", put };
}
