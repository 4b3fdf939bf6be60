import { Button } from "@mantine/core";
import { IconBan } from "@tabler/icons-react";
import { useState } from "react";

import { type Blocked, useBlockedEntries } from "../api/blocked";
import type { CallDetail } from "../api/types";
import { useMe } from "../app/me";
import { mayIn } from "../app/session";
import { useWords } from "../messages/use";
import { BlockConfirm } from "../shared/BlockConfirm";
import { useProject } from "../shared/projects";
import { UnblockConfirm } from "../shared/UnblockConfirm";
import { useMoment } from "../shared/useMoment";

/** Whether the caller is turned away, and the ways to change that: for who runs the project's calls. */
export function BlockCaller({ call }: { call: CallDetail }) {
  const { blocked } = useWords();
  const project = useProject(call.project);
  const runs = mayIn(useMe(), "run_calls", project?.id ?? null);
  const entries = useBlockedEntries(call.customer, runs);
  const [asked, setAsked] = useState(false);
  if (!runs || call.direction !== "inbound") return null;
  if (call.customer === null) return <p className="hint">{blocked.withheld}</p>;
  if (entries === null) return null;
  return (
    <div className="blocked-caller">
      {entries.map((entry) => (
        <Entry key={entry.id} entry={entry} />
      ))}
      {entries.length === 0 && (
        <Button size="compact-sm" variant="default" leftSection={<IconBan size={15} aria-hidden />} onClick={() => setAsked(true)}>
          {blocked.block}
        </Button>
      )}
      {asked && <BlockConfirm number={call.customer} project={project?.id ?? null} onDone={() => setAsked(false)} onClose={() => setAsked(false)} />}
    </div>
  );
}

function Entry({ entry }: { entry: Blocked }) {
  const { blocked } = useWords();
  const me = useMe();
  const moment = useMoment();
  const project = useProject(entry.project_id === null ? null : String(entry.project_id));
  const [asked, setAsked] = useState(false);
  return (
    <>
      <p>
        <IconBan size={15} aria-hidden /> {blocked.isBlocked(entry.project_id === null ? blocked.everywhere : (project?.name ?? ""), entry.added_by, moment(entry.added_at))}{" "}
        {entry.until && blocked.isBlockedUntil(moment(entry.until))} <q className="quoted">{entry.why}</q>
      </p>
      {mayIn(me, "run_calls", entry.project_id) && (
        <Button size="compact-sm" variant="default" onClick={() => setAsked(true)}>
          {blocked.unblock}
        </Button>
      )}
      {asked && <UnblockConfirm entry={entry} onClose={() => setAsked(false)} />}
    </>
  );
}
