import { memo } from "react";

import type { CallSummary } from "../../api/types";
import { useWords, wordFor } from "../../messages/use";
import { duration } from "../../shared/format";
import { CallMark, DirectionSign, OutcomeMark, RecordingSign } from "../../shared/marks";
import { RowButton } from "../../shared/parts";
import { useNumber } from "../../shared/useNumber";
import { useMoment } from "../../shared/useMoment";

export const CallRow = memo(function CallRow({ call }: { call: CallSummary }) {
  const words = useWords();
  const moment = useMoment();
  const customer = useNumber()(call.customer);
  return (
    <tr className="row">
      <td className="col-time figures">{moment(call.arrived_at)}</td>
      <td>
        <span className="with-sign">
          <DirectionSign direction={call.direction} />
          <RowButton opens={{ call: call.id }} label={words.calls.open(customer)}>
            <span className="figures">{customer}</span>
          </RowButton>
        </span>
      </td>
      <td>
        <OutcomeCell call={call} />
      </td>
      <td className="lesser">{call.queue}</td>
      <td className="lesser">{call.agent}</td>
      <td className="col-timer minor figures">{call.wait_seconds === null ? "" : duration(call.wait_seconds)}</td>
      <td className="col-timer minor figures">{call.talk_seconds === null ? "" : duration(call.talk_seconds)}</td>
      <td className="least">{call.disposition}</td>
      <td className="col-sign minor">{call.recording && <RecordingSign status={call.recording.status} />}</td>
    </tr>
  );
});

/** What became of the call, and why if nobody answered; a call without an outcome is still going on. */
function OutcomeCell({ call }: { call: CallSummary }) {
  const words = useWords();
  if (call.outcome === null) return <CallMark state={call.state} />;
  return (
    <span className="outcome">
      <OutcomeMark outcome={call.outcome} />
      {call.reason !== null && <span className="outcome-reason">{wordFor(words.reason, call.reason)}</span>}
    </span>
  );
}
