import { ActionIcon, NativeSelect } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconX } from "@tabler/icons-react";

import { useSetUpWords } from "../messages/setup/use";

interface OrderFieldProps {
  value: readonly string[];
  /** All that can be in it. */
  all: readonly string[];
  /** What to call them, where that is not their name. */
  labels?: Record<string, string>;
  /** What is said where there is none of them. */
  none?: string | undefined;
  add: string;
  disabled: boolean;
  onChange: (value: string[]) => void;
}

/** Some names in an order of their own. */
export function OrderField({ value, all, labels = {}, none, add, disabled, onChange }: OrderFieldProps) {
  const said = (name: string) => labels[name] ?? name;
  const others = all.filter((name) => !value.includes(name));
  return (
    <div className="order">
      {value.length === 0 && none !== undefined && <p className="hint">{none}</p>}
      <ol>
        {value.map((name, index) => (
          <li key={name}>
            <span className="figures">{index + 1}.</span> <span className="order-name">{said(name)}</span>
            {!disabled && (
              <Moves
                name={said(name)}
                first={index === 0}
                last={index === value.length - 1}
                onMove={(by) => onChange(moved(value, index, by))}
                onTake={() => onChange(value.filter((each) => each !== name))}
              />
            )}
          </li>
        ))}
      </ol>
      {!disabled && others.length > 0 && (
        <NativeSelect aria-label={add} value="" data={[{ value: "", label: add }, ...others.map((value) => ({ value, label: said(value) }))]} onChange={(event) => onChange([...value, event.currentTarget.value])} />
      )}
    </div>
  );
}

/** `by` -1 is up. */
export function moved(value: readonly string[], index: number, by: -1 | 1): string[] {
  const [here, there] = [value[index], value[index + by]];
  if (here === undefined || there === undefined) return [...value];
  return value.map((each) => (each === here ? there : each === there ? here : each));
}

interface MovesProps {
  name: string;
  first: boolean;
  last: boolean;
  onMove: (by: -1 | 1) => void;
  onTake: () => void;
}

function Moves({ name, first, last, onMove, onTake }: MovesProps) {
  const { order } = useSetUpWords();
  return (
    <>
      <ActionIcon variant="subtle" color="gray" aria-label={order.up(name)} disabled={first} onClick={() => onMove(-1)}>
        <IconArrowUp size={15} aria-hidden />
      </ActionIcon>
      <ActionIcon variant="subtle" color="gray" aria-label={order.down(name)} disabled={last} onClick={() => onMove(1)}>
        <IconArrowDown size={15} aria-hidden />
      </ActionIcon>
      <ActionIcon variant="subtle" color="gray" aria-label={order.take(name)} onClick={onTake}>
        <IconX size={15} aria-hidden />
      </ActionIcon>
    </>
  );
}
