import { Autocomplete, type OptionsFilter } from "@mantine/core";
import { useMemo, useState } from "react";

import { useWords } from "../../messages/use";
import { useOwnEscape } from "../../shared/useOwnEscape";
import { zoneMatches, zoneNames } from "../../shared/zones";

const AT_ONCE = 60;

interface ZoneFieldProps {
  value: string;
  onChange: (zone: string) => void;
  /** Those that their number may belong to come first. */
  likely: readonly string[];
  error: string | null;
  disabled: boolean;
}

/** One of all zones, found by typing a part of its name; empty, it is inferred. What is typed stays: whether it is one the service says. */
export function ZoneField({ value, onChange, likely, error, disabled }: ZoneFieldProps) {
  const { contacts } = useWords();
  const [before, setBefore] = useState("");
  const escape = useOwnEscape();
  const zones = useMemo(() => zoneNames(), []);
  const others = { group: contacts.zoneAll, items: zones.filter((zone) => !likely.includes(zone)) };
  const data = likely.length === 0 ? [others] : [{ group: contacts.zoneOfNumber, items: [...likely] }, others];
  const known = [...likely, ...zones].some((zone) => zoneMatches(zone, value));
  const inferred = likely.length === 0 ? null : contacts.zoneInferred(shortly(likely));
  return (
    <Autocomplete
      label={contacts.zone}
      description={value === "" ? inferred : known ? null : contacts.zoneNone}
      data={data}
      value={value}
      onChange={onChange}
      {...escape}
      onDropdownOpen={() => {
        setBefore(value);
        escape.onDropdownOpen();
      }}
      clearable
      limit={AT_ONCE}
      withScrollArea={false}
      classNames={{ dropdown: "long-options" }}
      filter={(input) => filtered(input, before)}
      clearButtonProps={{ "aria-label": contacts.clearZone }}
      comboboxProps={{ transitionProps: { duration: 0 } }}
      autoComplete="off"
      spellCheck={false}
      error={error}
      disabled={disabled}
    />
  );
}

function shortly(zones: readonly string[]): string {
  const some = zones.slice(0, 3).join(", ");
  return zones.length > 3 ? `${some} …` : some;
}

/** All of them until something is typed, no group without a zone, and no more zones than can be looked through. */
function filtered({ options, search, limit }: Parameters<OptionsFilter<string>>[0], before: string): ReturnType<OptionsFilter<string>> {
  let left = limit;
  return options.flatMap((option) => {
    if (!("group" in option)) return [];
    const items = option.items.filter((item) => zoneMatches(item.label, search === before ? "" : search)).slice(0, left);
    left -= items.length;
    return items.length === 0 ? [] : [{ ...option, items }];
  });
}
