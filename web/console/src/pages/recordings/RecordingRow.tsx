import { memo } from "react";

import type { Recording } from "../../api/types";
import { useSpeech } from "../../messages/use";
import { tenths } from "../../shared/format";
import { RecordingMark } from "../../shared/marks";
import { Detail, RowButton } from "../../shared/parts";
import { useNumber } from "../../shared/useNumber";
import { useMoment } from "../../shared/useMoment";
import { Flags } from "./Flags";
import { missingSeconds } from "./missing";

/** The server's verdicts that something of the call is not in the file. A few tenths of a second are none. */
const WANTING: ReadonlySet<string> = new Set(["short", "failed"]);

export const RecordingRow = memo(function RecordingRow({ recording }: { recording: Recording }) {
  const { language, words } = useSpeech();
  const moment = useMoment();
  const customer = useNumber()(recording.customer || null);
  const missing = missingSeconds(recording);
  const seconds = (value: number | null) => (value === null ? "" : words.units.seconds(tenths(value, language)));
  return (
    <tr className={WANTING.has(recording.status) ? "row row-strained" : "row"}>
      <td className="col-time figures">{moment(recording.started_at)}</td>
      <td>
        <RowButton opens={{ call: recording.call_id }} label={words.recordings.open(customer)}>
          <span className="figures">{customer}</span>
        </RowButton>
      </td>
      <td className="minor">{recording.agent}</td>
      <td className="col-state col-verdict">
        <RecordingMark status={recording.status} />
        {recording.deleted_at === null && <Detail of={recording} />}
      </td>
      <td className="col-flags">
        <Flags recording={recording} />
      </td>
      <td className="col-timer minor figures">{seconds(recording.seconds)}</td>
      <td className="col-timer minor figures">{seconds(recording.expected_seconds)}</td>
      <td className="col-timer figures">{seconds(missing)}</td>
    </tr>
  );
});
