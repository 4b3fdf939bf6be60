import { Button, NativeSelect } from "@mantine/core";
import { IconPhoneX, IconX } from "@tabler/icons-react";

import { useFilters } from "../../app/filters";
import { useWords } from "../../messages/use";
import { useBehindNames } from "./describe";

type Field = "outcome" | "reason" | "direction" | "status" | "flag";

export function CallFiltersBar() {
  const words = useWords();
  return (
    <div className="page-filters">
      <MissedOnly />
      <FilterSelect field="outcome" label={words.columns.outcome} options={words.outcome} />
      <FilterSelect field="reason" label={words.columns.reason} options={words.reason} />
      <FilterSelect field="direction" label={words.columns.direction} options={words.direction} />
      <Behind />
    </div>
  );
}

function MissedOnly() {
  const words = useWords();
  const { filters, change } = useFilters();
  const on = filters.outcome === "missed";
  return (
    <Button
      variant={on ? "filled" : "default"}
      size="sm"
      aria-pressed={on}
      leftSection={<IconPhoneX size={15} aria-hidden />}
      onClick={() => change({ outcome: on ? "" : "missed", reason: "", before: "" })}
    >
      {words.calls.missedOnly}
    </Button>
  );
}

/** What a figure on another page has led to; one press shows the other calls too. */
function Behind() {
  const { calls } = useWords();
  const { change } = useFilters();
  const names = useBehindNames().join(", ");
  if (names === "") return null;
  const others = { agent: "", queue: "", trunk: "", since: "", counted: "", before: "" };
  return (
    <Button variant="light" size="sm" rightSection={<IconX size={15} aria-hidden />} aria-label={calls.showOthers(names)} onClick={() => change(others)}>
      {names}
    </Button>
  );
}

interface FilterSelectProps {
  field: Field;
  label: string;
  options: Record<string, string>;
}

export function FilterSelect({ field, label, options }: FilterSelectProps) {
  const words = useWords();
  const { filters, change } = useFilters();
  const data = Object.entries(options).map(([value, name]) => ({ value, label: name }));
  return (
    <NativeSelect
      aria-label={label}
      className="page-filter"
      value={filters[field] ?? ""}
      onChange={(event) => change({ [field]: event.currentTarget.value, before: "" })}
      data={[{ value: "", label: words.calls.filter(label, words.calls.any) }, ...data]}
    />
  );
}
