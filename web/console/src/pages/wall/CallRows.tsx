import { memo } from "react";

import type { LiveCall } from "../../api/types";
import { useLastKnown, useLiveCall } from "../../live/hooks";
import { useWords } from "../../messages/use";
import { JoinButton } from "../../panel/joining/JoinButton";
import { Elapsed } from "../../shared/Elapsed";
import { CallMark, DirectionSign, LiveRecordingSign } from "../../shared/marks";
import { RowButton } from "../../shared/parts";
import { useNumber } from "../../shared/useNumber";
import { waitsSince } from "./select";

/** A row draws itself again only when its own call changes. */
export const LiveCallRow = memo(function LiveCallRow({ id }: { id: string }) {
  const { row: call, gone } = useLastKnown(useLiveCall(id));
  if (call === undefined) return null;
  return (
    <tr className={gone ? "row row-gone" : "row"}>
      <td>
        <CustomerCell call={call} />
      </td>
      <td className="col-state">
        <CallMark state={gone ? "ended" : call.state} />
      </td>
      <td>
        <span className="whose">{call.agent}</span>
      </td>
      <td className="minor">{call.queue}</td>
      <td className="col-sign col-spare">
        <LiveRecordingSign recording={gone ? "off" : call.recording} />
      </td>
      <td className="col-timer">{!gone && <Elapsed since={call.since} />}</td>
      <td className="col-timer minor">{!gone && <Elapsed since={call.arrived_at} />}</td>
      <td className="col-sign">{!gone && <JoinButton call={call} />}</td>
    </tr>
  );
});

export const WaitingRow = memo(function WaitingRow({ id }: { id: string }) {
  const { row: call, gone } = useLastKnown(useLiveCall(id));
  if (call === undefined) return null;
  return (
    <tr className={gone ? "row row-gone" : "row"}>
      <td>
        <CustomerCell call={call} />
      </td>
      <td>{call.queue}</td>
      <td className="col-state">
        <CallMark state={gone ? "ended" : call.state} />
      </td>
      <td className="col-timer">{!gone && <Elapsed since={waitsSince(call)} />}</td>
    </tr>
  );
});

function CustomerCell({ call }: { call: LiveCall }) {
  const words = useWords();
  const customer = useNumber()(call.customer);
  return (
    <span className="with-sign">
      <DirectionSign direction={call.direction} />
      <RowButton opens={{ call: call.id }} label={words.calls.open(customer)}>
        <span className="figures">{customer}</span>
      </RowButton>
    </span>
  );
}
