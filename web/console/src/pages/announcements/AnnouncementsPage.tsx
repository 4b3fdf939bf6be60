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
  const title = announcements.titleOf(row.kind, row.name);
  return (
    <tr className="row">
      <th scope="row">{title}</th>
      {row.cells.map((cell) => (
        <td key={cell.slot.language}>
          <HeardButton title={title} cell={cell} />
        </td>
      ))}
    </tr>
  );
}

/** What is heard in one language, and the way to its versions. */
function HeardButton({ title, cell }: { title: string; cell: Cell }) {
  const { announcements } = useSetUpWords();
  const { language } = useSpeech();
  const [heard, since] = useHeard(cell);
  const told = since === "" ? heard : `${heard} ${since}`;
  const label = `${announcements.open(title, languageName(cell.slot.language, language))}: ${told}`;
  return (
    <RowButton opens={{ open: openOf(cell.slot) }} label={label}>
      <span className={markOf(cell)}>
        {cell.source === "nothing" && cell.needed && <IconAlertTriangle size={14} aria-hidden />} {heard}
      </span>
      {since !== "" && <span className="hint figures"> {since}</span>}
    </RowButton>
  );
}

/** In words, and since when. */
function useHeard({ version, source, needed, slot }: Cell): [string, string] {
  const { announcements } = useSetUpWords();
  const { language } = useSpeech();
  const moment = useMoment();
  if (version === null && slot.kind === "music") return [announcements.usualMusic, ""];
  if (version === null) return [needed ? announcements.needed : announcements.nothing, ""];
  if (source === "other") return [announcements.inOther(languageName(version.language, language)), ""];
  const since = version.in_force_from === null ? "" : announcements.since(moment(version.in_force_from));
  return [source === "everybodys" && slot.project !== null ? announcements.everybodys : announcements.version(version.version), since];
}

function markOf({ source, needed }: Cell): string | undefined {
  if (source === "nothing") return needed ? "mark mark-bad" : "hint";
  return source === "other" ? "mark mark-warn" : undefined;
}
