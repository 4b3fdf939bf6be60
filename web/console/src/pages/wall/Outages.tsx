import { Button } from "@mantine/core";
import { IconSpeakerphone } from "@tabler/icons-react";

import { useEndOutage } from "../../api/floor";
import type { LiveOutage } from "../../api/types";
import { useMe } from "../../app/me";
import { mayIn } from "../../app/session";
import { useFloorList } from "../../live/hooks";
import { useWords } from "../../messages/use";
import { Remaining } from "../../shared/Elapsed";
import { sentenceOf } from "../../shared/Trouble";
import { useMoment } from "../../shared/useMoment";
import type { Sieve } from "./select";

/** Which callers are told of an outage, since when and by whom. */
export function Outages({ project }: { project: Sieve["project"] }) {
  const { floor } = useWords();
  const outages = useFloorList(({ outages }) => [...outages.values()].filter((each) => project(String(each.project_id))));
  if (outages.length === 0) return null;
  return (
    <section aria-label={floor.outages} className="outages">
      {outages.map((each) => (
        <OutageRow key={each.id} outage={each} />
      ))}
    </section>
  );
}

function OutageRow({ outage }: { outage: LiveOutage }) {
  const words = useWords();
  const moment = useMoment();
  const end = useEndOutage();
  const runs = mayIn(useMe(), "run_floor", outage.project_id);
  const { floor } = words;
  return (
    <div className="outage">
      <IconSpeakerphone size={18} aria-hidden />
      <span className="alarm-sentence">
        {floor.outageOn(outage.queue === null ? outage.project : `${outage.project}, ${outage.queue}`)}{" "}
        {outage.prompt && <q className="quoted">{outage.prompt}</q>} <span className="hint">{floor.outageBy(outage.began_by, moment(outage.began_at))}</span>
      </span>
      {outage.until !== null && (
        <span className="hint" title={moment(outage.until)}>
          {floor.outageEnds} <Remaining until={outage.until} />
        </span>
      )}
      {end.error !== null && <span className="mark mark-bad">{sentenceOf(end.error, words)}</span>}
      {runs && (
        <Button size="compact-sm" variant="default" loading={end.isPending} onClick={() => end.mutate(outage.id)}>
          {floor.takeOff}
        </Button>
      )}
    </div>
  );
}
