import { useState } from "react";

import { type Announcements, type Placing, type Slot, useAnnouncements, usePlace, type Version } from "../../api/announcements";
import { useFilters } from "../../app/filters";
import { useMe } from "../../app/me";
import { mayIn } from "../../app/session";
import { useSetUpWords } from "../../messages/setup/use";
import { useSpeech, useWords } from "../../messages/use";
import { Confirm } from "../../shared/Confirm";
import { languageName } from "../../shared/format";
import { Awaited, PanelSection, SidePanel } from "../../shared/SidePanel";
import { Trouble } from "../../shared/Trouble";
import { afterWithdrawal, inForce, slotOf, versionsOf } from "./matrix";
import { NewVersion } from "./NewVersion";
import { OneVersion } from "./OneVersion";
import { Undone } from "./Undone";
import { useWhose } from "./whose";

/** One announcement in one language: its versions, and a new one. */
export function AnnouncementPanel() {
  const { announcements } = useSetUpWords();
  const { app } = useWords();
  const { language } = useSpeech();
  const { filters, change } = useFilters();
  const { project, zone } = useWhose();
  const asked = useAnnouncements();
  const slot = asked.data ? slotOf(filters.open ?? "", project, asked.data) : null;
  const title = slot === null ? announcements.title : `${announcements.titleOf(slot.kind, slot.name)}, ${languageName(slot.language, language)}`;
  return (
    <SidePanel title={title} closeLabel={app.close} onClose={() => change({ open: "" })}>
      <Awaited asked={asked} gone={null} />
      {asked.data && slot !== null && <Versions data={asked.data} slot={slot} zone={zone} />}
    </SidePanel>
  );
}

interface VersionsProps {
  data: Announcements;
  slot: Slot;
  zone: string | undefined;
}

function Versions({ data, slot, zone }: VersionsProps) {
  const { announcements } = useSetUpWords();
  const me = useMe();
  const mine = versionsOf(data, slot);
  const shared = slot.project === null ? null : inForce(data, { ...slot, project: null });
  const changes = mayIn(me, "administer", slot.project);
  return (
    <>
      {changes && <NewVersion slot={slot} zone={zone} />}
      <PanelSection id="announcement-versions" title={announcements.versions}>
        {mine.length === 0 && <p className="hint">{announcements.noVersions}</p>}
        <Placed data={data} slot={slot} versions={mine} changes={changes} />
      </PanelSection>
      {shared && (
        <PanelSection id="announcement-shared" title={announcements.ofEverybody}>
          <ul className="versions">
            <OneVersion version={shared} quiet={mine.some((each) => each.standing === "in_force")} />
          </ul>
        </PanelSection>
      )}
    </>
  );
}

interface PlacedProps {
  data: Announcements;
  slot: Slot;
  versions: readonly Version[];
  changes: boolean;
}

/** Versions that can be put in force and withdrawn, and the last of these taken back. */
function Placed({ data, slot, versions, changes }: PlacedProps) {
  const { announcements } = useSetUpWords();
  const place = usePlace();
  const [asked, setAsked] = useState<Version | null>(null);
  const [withdrawn, setWithdrawn] = useState<Version | null>(null);
  const act = (wanted: Placing, then: Version | null) => place.mutate(wanted, { onSuccess: () => (setAsked(null), setWithdrawn(then)) });
  const now = (version: Version) => act({ id: version.id, withdrawn: false, in_force_from: null }, null);
  const next = asked && afterWithdrawal(data, asked, slot);
  return (
    <>
      {withdrawn && (
        <Undone pending={place.isPending} said={announcements.withdrawnNow(withdrawn.version)} onUndo={() => act({ id: withdrawn.id, withdrawn: false, in_force_from: withdrawn.in_force_from }, null)} />
      )}
      {asked === null && <Trouble error={place.error} />}
      <ul className="versions">
        {versions.map((version) => (
          <OneVersion key={version.id} version={version} pending={place.isPending} {...(changes && { onForce: () => now(version), onWithdraw: () => (place.reset(), setAsked(version)) })} />
        ))}
      </ul>
      {asked && (
        <Confirm
          question={announcements.withdrawQuestion(asked.version)}
          yes={announcements.withdraw}
          pending={place.isPending}
          error={place.error}
          onYes={() => act({ id: asked.id, withdrawn: true, in_force_from: null }, asked)}
          onClose={() => (place.reset(), setAsked(null))}
        >
          <p>{next === null ? announcements.thenNothing : announcements.thenHeard(next.version)}</p>
        </Confirm>
      )}
    </>
  );
}
