import { ActionIcon, Button } from "@mantine/core";
import { IconAdjustments, IconBell, IconBellOff, IconFileText, IconMaximize, IconMessage2, IconSpeakerphone } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";

import { useMe } from "../../app/me";
import { may } from "../../app/session";
import { useWords } from "../../messages/use";
import { useScreen } from "./screen";
import { useSoundWish } from "./sound";

const FORMS = {
  outage: lazy(async () => ({ default: (await import("./OutageForm")).OutageForm })),
  broadcast: lazy(async () => ({ default: (await import("./Broadcasts")).Broadcasts })),
  thresholds: lazy(async () => ({ default: (await import("./Thresholds")).ThresholdsForm })),
  scripts: lazy(async () => ({ default: (await import("./Scripts")).ScriptsForm })),
};

/** What is done from the wall, for those who run the floor; the big screen and its sound are everybody's. */
export function Tools() {
  const { floor, script } = useWords();
  const runs = may(useMe(), "run_floor");
  const [open, setOpen] = useState<keyof typeof FORMS | null>(null);
  const { enter } = useScreen();
  const Form = open === null ? null : FORMS[open];
  return (
    <div className="wall-tools">
      {runs && (
        <>
          <Button size="compact-sm" variant="default" leftSection={<IconSpeakerphone size={15} aria-hidden />} onClick={() => setOpen("outage")}>
            {floor.outage}
          </Button>
          <Button size="compact-sm" variant="default" leftSection={<IconMessage2 size={15} aria-hidden />} onClick={() => setOpen("broadcast")}>
            {floor.broadcast}
          </Button>
          <Button size="compact-sm" variant="default" leftSection={<IconAdjustments size={15} aria-hidden />} onClick={() => setOpen("thresholds")}>
            {floor.thresholds}
          </Button>
          <Button size="compact-sm" variant="default" leftSection={<IconFileText size={15} aria-hidden />} onClick={() => setOpen("scripts")}>
            {script.settings}
          </Button>
        </>
      )}
      <SoundSwitch />
      <ActionIcon variant="subtle" color="gray" aria-label={floor.screen} title={floor.screen} onClick={enter}>
        <IconMaximize size={17} aria-hidden />
      </ActionIcon>
      <Suspense fallback={null}>{Form && <Form onClose={() => setOpen(null)} />}</Suspense>
    </div>
  );
}

function SoundSwitch() {
  const { floor } = useWords();
  const [on, wish] = useSoundWish();
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={floor.sound} aria-pressed={on} title={on ? floor.soundOn : floor.soundOff} onClick={() => wish(!on)}>
      {on ? <IconBell size={17} aria-hidden /> : <IconBellOff size={17} aria-hidden />}
    </ActionIcon>
  );
}
