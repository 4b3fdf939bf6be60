import { type KeyboardEvent, useState } from "react";

/** For a field that offers something: Escape closes that first, and what the field stands in only after. */
export function useOwnEscape() {
  const [open, setOpen] = useState(false);
  return {
    onDropdownOpen: () => setOpen(true),
    onDropdownClose: () => setOpen(false),
    onKeyDown: (event: KeyboardEvent) => {
      if (open && event.key === "Escape") event.stopPropagation();
    },
  };
}
