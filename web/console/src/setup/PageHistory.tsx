import { useState } from "react";

import type { Section } from "../api/setup";
import { useSetUpWords } from "../messages/setup/use";
import { Deeds } from "./Deeds";
import { useNaming } from "./naming";

/** All that was changed on a page, asked for once it is opened: what was removed is taken back here. */
export function PageHistory({ section, changes }: { section: Section; changes: boolean }) {
  const { history } = useSetUpWords();
  const naming = useNaming(section);
  const [open, setOpen] = useState(false);
  return (
    <details className="page-history" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{history.ofPage}</summary>
      {open && <Deeds which={{ section }} naming={() => naming} changes={changes} />}
    </details>
  );
}
