import { ActionIcon } from "@mantine/core";
import { IconBan, IconChevronDown, IconChevronRight, IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { useState } from "react";

import type { Deed } from "../../api/people";
import { useWords } from "../../messages/use";
import { Mark, type Sign } from "../../shared/marks";
import { useProject } from "../../shared/projects";
import { Fact } from "../../shared/SidePanel";
import { useMoment } from "../../shared/useMoment";
import { deedText, detailLines, type Ending, endingOf, throughText } from "./deed";

const SIGNS: Record<Ending, Sign> = {
  done: [IconCircleCheck, "good"],
  forbidden: [IconBan, "bad"],
  conflict: [IconBan, "warn"],
  wrong: [IconCircleX, "quiet"],
  failed: [IconCircleX, "bad"],
};

/** As many columns as a narrow window has. */
const ALWAYS_SEEN = 5;

/** One deed; all that is known of it below, when it is opened. */
export function TrailRow({ deed }: { deed: Deed }) {
  const words = useWords();
  const moment = useMoment();
  const [open, setOpen] = useState(false);
  const ending = endingOf(deed);
  const text = deedText(deed, words);
  return (
    <>
      <tr className="row">
        <td className="col-time figures">{moment(deed.at)}</td>
        <td title={deed.user}>{deed.user || words.trail.nobody}</td>
        <td title={text}>{text}</td>
        <td className="lesser" title={deed.what}>
          {deed.what}
        </td>
        <td className="col-state">
          <Mark sign={SIGNS[ending]} text={words.trail[ending]} />
        </td>
        <td className="minor figures">{deed.peer}</td>
        <td className="col-sign">
          <ActionIcon variant="subtle" color="gray" size="sm" aria-expanded={open} aria-label={words.trail.details(deed.id)} onClick={() => setOpen(!open)}>
            {open ? <IconChevronDown size={15} aria-hidden /> : <IconChevronRight size={15} aria-hidden />}
          </ActionIcon>
        </td>
      </tr>
      {open && (
        <tr className="trail-detail">
          <td colSpan={ALWAYS_SEEN}>
            <Details deed={deed} />
          </td>
        </tr>
      )}
    </>
  );
}

function Details({ deed }: { deed: Deed }) {
  const words = useWords();
  const { trail } = words;
  const project = useProject(deed.project_id === null ? null : String(deed.project_id));
  return (
    <dl className="facts">
      <Fact name={trail.request} value={deed.status === null ? deed.action : `${deed.action} (${deed.status})`} />
      <Fact name={trail.thing} value={deed.what} />
      <Fact name={trail.by} value={throughText(deed, words)} />
      <Fact name={trail.peer} value={deed.peer} />
      <Fact name={trail.project} value={project?.name ?? deed.project_id} />
      {detailLines(deed).map(([name, value]) => (
        <Fact key={name} name={name} value={value} />
      ))}
    </dl>
  );
}
