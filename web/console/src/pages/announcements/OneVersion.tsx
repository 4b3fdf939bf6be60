import { Button } from "@mantine/core";

import { audioOf, type Version } from "../../api/announcements";
import { useSetUpWords } from "../../messages/setup/use";
import { useSpeech } from "../../messages/use";
import { tenths } from "../../shared/format";
import { useMoment } from "../../shared/useMoment";

interface OneVersionProps {
  version: Version;
  pending?: boolean;
  /** Another one is heard in its place. */
  quiet?: boolean;
  onForce?: () => void;
  onWithdraw?: () => void;
}

const MARKS = { in_force: "mark-good", planned: "mark-busy", earlier: "mark-quiet", withdrawn: "mark-quiet" } as const;

/** A version: to be heard as a caller hears it, put in force again, or withdrawn. */
export function OneVersion({ version, pending = false, quiet = false, onForce, onWithdraw }: OneVersionProps) {
  const { announcements } = useSetUpWords();
  const { language } = useSpeech();
  const name = announcements.version(version.version);
  const lasting = version.standing === "in_force" || version.standing === "planned";
  return (
    <li id={`version-${version.id}`}>
      <p className="version-head">
        <strong>{name}</strong>
        <span className={`mark ${MARKS[version.standing]}`}>{quiet ? announcements.notHeard : announcements.standings[version.standing]}</span>
        <span className="hint figures">{announcements.seconds(tenths(version.seconds, language))}</span>
      </p>
      <Told version={version} />
      <audio controls preload="none" aria-label={announcements.hear(name)} src={audioOf(version.id)} />
      <div className="buttons">
        {onForce && version.standing !== "in_force" && (
          <Button size="compact-sm" variant="default" disabled={pending} aria-label={`${announcements.force}: ${name}`} onClick={onForce}>
            {announcements.force}
          </Button>
        )}
        {onWithdraw && lasting && (
          <Button size="compact-sm" variant="default" disabled={pending} aria-label={announcements.withdrawThe(version.version)} onClick={onWithdraw}>
            {announcements.withdraw}…
          </Button>
        )}
      </div>
    </li>
  );
}

/** From when until when, and where it came from. */
function Told({ version }: { version: Version }) {
  const { announcements } = useSetUpWords();
  const moment = useMoment();
  const { in_force_from: from, until, original, made_by: by } = version;
  const span = [from === null ? announcements.always : announcements.from(moment(from)), until !== null && announcements.until(moment(until))];
  const origin = original === "" && by === "" ? announcements.ships : announcements.uploaded(original, by, moment(version.made_at));
  return (
    <p className="hint figures">
      {version.standing === "withdrawn" && version.withdrawn_at !== null ? announcements.withdrawnAt(moment(version.withdrawn_at)) : span.filter(Boolean).join(" ")}
      {". "}
      {origin}
    </p>
  );
}
