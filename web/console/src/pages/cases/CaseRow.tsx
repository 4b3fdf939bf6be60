import { memo } from "react";

import type { CaseRow as Row } from "../../api/caseTypes";
import { useSpeech, useWords, wordFor } from "../../messages/use";
import { CaseMark, StepMark } from "../../shared/caseMarks";
import { momentIn } from "../../shared/format";
import { RowButton } from "../../shared/parts";
import { useMoment } from "../../shared/useMoment";

export const CaseRow = memo(function CaseRow({ of: each }: { of: Row }) {
  const { words, language } = useSpeech();
  const moment = useMoment();
  const who = whoIs(each);
  const why = wordFor(words.reason, each.reason);
  return (
    <tr className={each.broken_at === null ? "row" : "row row-strained"}>
      <td>
        <RowButton opens={{ case: String(each.id) }} label={words.cases.open(who)}>
          <span className="figures">{who}</span>
        </RowButton>
      </td>
      <td className="col-time minor figures">{moment(each.last_missed_at)}</td>
      <td className="lesser" title={why}>
        {why}
      </td>
      <td className="col-next">
        <NextCell of={each} />
      </td>
      <td className="col-time lesser figures">{each.next?.at ? momentIn(each.next.at, language, each.zone) : ""}</td>
      <td className="col-count minor figures">{each.attempts}</td>
      <td className="minor">{each.agent?.name}</td>
    </tr>
  );
});

/** Their name, where one is known. */
export function whoIs({ contact, number }: Pick<Row, "contact" | "number">): string {
  return contact.name === "" ? number : contact.name;
}

function NextCell({ of: each }: { of: Row }) {
  const words = useWords();
  const moment = useMoment();
  if (each.closed_at !== null) {
    return (
      <span className="outcome">
        <CaseMark status="closed" />
        <span className="outcome-reason">{wordFor(words.cases.closeReason, each.close_reason ?? "")}</span>
      </span>
    );
  }
  if (each.next === null || each.agent !== null) return <CaseMark status={each.status} />;
  return (
    <span className="outcome">
      <StepMark kind={each.next.kind} />
      {each.next.at !== null && <span className="figures">{moment(each.next.at)}</span>}
      {each.broken_at !== null && <span className="mark-after">{words.cases.promiseBroken}</span>}
    </span>
  );
}
