import "../../styles/announcements.css";

import { NativeSelect } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";

import { type Announcements, useAnnouncements } from "../../api/announcements";
import { useSetUpWords } from "../../messages/setup/use";
import { useSpeech, useWords } from "../../messages/use";
import { languageName } from "../../shared/format";
import { Empty, Loading, PageHead, RowButton, Section } from "../../shared/parts";
import { Trouble } from "../../shared/Trouble";
import { useMoment } from "../../shared/useMoment";
import { AnotherOutage } from "./AnotherOutage";
import { type Cell, languagesOf, missing, openOf, type Part, partsOf, type Row } from "./matrix";
import { useWhose } from "./whose";

/** What callers hear in each language, from when on, and what is missing. */
export function AnnouncementsPage() {
  const { announcements } = useSetUpWords();
  const { app } = useWords();
  const asked = useAnnouncements();
  const whose = useWhose();
  const lacking = asked.data ? missing(asked.data, whose.project) : null;
  return (
    <>
      <PageHead title={announcements.title} figure={lacking ?? app.none} label={announcements.missingLabel}>
        <NativeSelect aria-label={announcements.whose} title={announcements.whose} {...whose.field} />
      </PageHead>
      <Trouble error={asked.error} onRetry={() => void asked.refetch()} />
      {asked.isPending && !asked.isError && <Loading />}
      {asked.data && <Matrix data={asked.data} project={whose.project} />}
    </>
  );
}

function Matrix({ data, project }: { data: Announcements; project: number | null }) {
  const { announcements } = useSetUpWords();
  const languages = languagesOf(data, project);
  if (languages.length === 0) return <Empty>{announcements.empty}</Empty>;
  return (
    <>
      {partsOf(data, project).map((part) => (
        <PartTable key={part.group} part={part} languages={languages} />
      ))}
    </>
  );
}

function PartTable({ part, languages }: { part: Part; languages: readonly string[] }) {
  const { announcements } = useSetUpWords();
  const { language } = useSpeech();
  return (
    <Section id={`announcements-${part.group}`} title={announcements.groups[part.group]} note={announcements.groupHints[part.group]}>
      <div className="spoken-scroll">
        <table className="rows spoken">
          <thead>
            <tr>
              <th>{announcements.kind}</th>
              {languages.map((each) => (
                <th key={each}>{languageName(each, language)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {part.rows.map((row) => (
              <KindRow key={`${row.kind} ${row.name}`} row={row} />
            ))}
          </tbody>
        </table>
      </div>
      {part.group === "outage" && <AnotherOutage language={languages[0] ?? "en"} />}
    </Section>
  );
}

function KindRow({ row }: { row: Row }) {
  const { announcements } = useSetUpWords();
  const { language } = useSpeech();
  const title = announcements.titleOf(row.kind, row.name);
  return (
    <tr className="row">
      <th scope="row">{title}</th>
      {row.cells.map((cell) => (
        <td key={cell.slot.language}>
          <RowButton opens={{ open: openOf(cell.slot) }} label={announcements.open(title, languageName(cell.slot.language, language))}>
            <Heard cell={cell} />
          </RowButton>
        </td>
      ))}
    </tr>
  );
}

function Heard({ cell: { version, source, needed, slot } }: { cell: Cell }) {
  const { announcements } = useSetUpWords();
  const { language } = useSpeech();
  const moment = useMoment();
  if (version === null) return needed ? <Missing /> : <span className="hint">{announcements.nothing}</span>;
  if (source === "other") {
    return <span className="mark mark-warn">{announcements.inOther(languageName(version.language, language))}</span>;
  }
  const since = version.in_force_from === null ? "" : announcements.since(moment(version.in_force_from));
  return (
    <span>
      {source === "everybodys" && slot.project !== null ? announcements.everybodys : announcements.version(version.version)}
      {since !== "" && <span className="hint figures"> {since}</span>}
    </span>
  );
}

function Missing() {
  const { announcements } = useSetUpWords();
  return (
    <span className="mark mark-bad">
      <IconAlertTriangle size={14} aria-hidden /> {announcements.needed}
    </span>
  );
}

