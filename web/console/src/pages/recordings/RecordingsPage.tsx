import { Button } from "@mantine/core";

import { useRecordings } from "../../api/queries";
import type { Recording } from "../../api/types";
import { useFilters } from "../../app/filters";
import { useFloorList } from "../../live/hooks";
import { useSpeech, useWords } from "../../messages/use";
import { tenths } from "../../shared/format";
import { Empty, Loading, PageHead } from "../../shared/parts";
import { type Column, RowTable } from "../../shared/RowTable";
import { Trouble } from "../../shared/Trouble";
import { FilterSelect } from "../calls/CallFiltersBar";
import { Pager } from "../calls/CallsPage";
import { useFilterNames } from "../calls/describe";
import { useAlarmSentence } from "../wall/sentence";
import { missingSeconds } from "./missing";
import { RecordingRow } from "./RecordingRow";

/** Is what should be stored, stored? */
export function RecordingsPage() {
  const { words, language } = useSpeech();
  const { filters } = useFilters();
  const { project, status, flag, q, before } = filters;
  const page = useRecordings({ project, status, flag, q, before });
  const recordings = page.data?.recordings ?? [];
  const missing = recordings.reduce((sum, recording) => sum + (missingSeconds(recording) ?? 0), 0);
  return (
    <>
      <PageHead
        title={words.recordings.title}
        figure={words.units.seconds(tenths(missing, language))}
        label={words.recordings.missing}
      >
        <p className="hint">{words.recordings.missingHint}</p>
      </PageHead>
      <div className="page-filters">
        <FilterSelect field="status" label={words.columns.status} options={words.recordingStatus} />
        <FilterSelect field="flag" label={words.player.flag} options={words.player.flags} />
      </div>
      <Trouble error={page.error} onRetry={() => void page.refetch()} />
      {page.isPending && !page.isError && <Loading />}
      {page.data && (recordings.length === 0 ? <NoRecordings /> : <RecordingTable recordings={recordings} />)}
      {page.data && <Pager next={page.data.next} shown={recordings.length > 0 && words.recordings.shown(recordings.length)} />}
    </>
  );
}

function RecordingTable({ recordings }: { recordings: readonly Recording[] }) {
  return (
    <RowTable columns={useRecordingColumns()} rows={recordings} idOf={(recording) => String(recording.id)}>
      {(recording) => <RecordingRow key={recording.id} recording={recording} />}
    </RowTable>
  );
}

function useRecordingColumns(): readonly Column[] {
  const { columns, player } = useWords();
  return [
    { label: columns.time, className: "col-time" },
    { label: columns.customer, className: "col-number" },
    { label: columns.agent, className: "minor" },
    { label: columns.status, className: "col-state col-verdict" },
    { label: player.flagsTitle, className: "col-flags" },
    { label: columns.stored, className: "col-timer minor" },
    { label: columns.expected, className: "col-timer minor" },
    { label: columns.missing, className: "col-timer" },
  ];
}

/** Why there is nothing: what always holds, and what keeps the switch from recording now. */
function NothingRecorded() {
  const { recordings } = useWords();
  const sentence = useAlarmSentence();
  const alarms = useFloorList((floor) => [...floor.alarms.values()].filter(({ id }) => id.startsWith("recording-")));
  return (
    <Empty>
      <p>{recordings.empty}</p>
      {alarms.map((alarm) => (
        <p key={alarm.id} role="alert">
          {sentence(alarm)}
        </p>
      ))}
    </Empty>
  );
}

function NoRecordings() {
  const words = useWords();
  const { change } = useFilters();
  const names = useFilterNames();
  if (names.length === 0) return <NothingRecorded />;
  return (
    <Empty>
      <p>{words.recordings.hidden(names.join(", "))}</p>
      <Button size="compact-sm" variant="default" onClick={() => change({ project: "", status: "", flag: "", before: "", q: "" })}>
        {words.calls.clear}
      </Button>
    </Empty>
  );
}
