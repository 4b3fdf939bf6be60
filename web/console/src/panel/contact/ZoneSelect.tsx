import { type OptionsFilter, Select } from "@mantine/core";
import { useMemo, useState } from "react";

import { useWords } from "../../messages/use";
import { zoneMatches, zoneNames } from "../../shared/zones";

const AT_ONCE = 60;

interface ZoneSelectProps {
  value: string;
  onChange: (zone: string) => void;
  /** Those that their number may belong to come first. */
  likely: readonly string[];
  error: string | null;
  disabled: boolean;
}

/** One of all zones, found by typing a part of its name; empty, it is inferred. */
export function ZoneSelect({ value, onChange, likely, error, disabled }: ZoneSelectProps) {
  const { contacts } = useWords();
  const [open, setOpen] = useState(false);
  const data = useMemo(() => {
    const others = zoneNames(value === "" ? [] : [value]).filter((zone) => !likely.includes(zone));
    const all = { group: contacts.zoneAll, items: others };
    return likely.length === 0 ? [all] : [{ group: contacts.zoneOfNumber, items: [...likely] }, all];
  }, [likely, value, contacts]);
  const inferred = likely.length === 0 ? null : contacts.zoneInferred(shortly(likely));
  return (
    <Select
      label={contacts.zone}
      description={value === "" ? inferred : null}
      data={data}
      value={value === "" ? null : value}
      onChange={(zone) => onChange(zone ?? "")}
      onDropdownOpen={() => setOpen(true)}
      onDropdownClose={() => setOpen(false)}
      onKeyDown={(event) => open && event.key === "Escape" && event.stopPropagation()}
      searchable
      clearable
      limit={AT_ONCE}
      withScrollArea={false}
      classNames={{ dropdown: "zone-options" }}
      filter={(input) => filtered(input, value)}
      nothingFoundMessage={contacts.zoneNone}
      clearButtonProps={{ "aria-label": contacts.clearZone }}
      comboboxProps={{ transitionProps: { duration: 0 } }}
      error={error}
      disabled={disabled}
    />
  );
}

function shortly(zones: readonly string[]): string {
  const some = zones.slice(0, 3).join(", ");
  return zones.length > 3 ? `${some} …` : some;
}

/** No group without a zone, and no more zones than can be looked through. */
function filtered({ options, search, limit }: Parameters<OptionsFilter<string>>[0], value: string): ReturnType<OptionsFilter<string>> {
  let left = limit;
  return options.flatMap((option) => {
    if (!("group" in option)) return [];
    const items = option.items.filter((item) => zoneMatches(item.label, search === value ? "" : search)).slice(0, left);
    left -= items.length;
    return items.length === 0 ? [] : [{ ...option, items }];
  });
}
