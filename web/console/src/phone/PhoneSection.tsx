import { Button, SegmentedControl } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { useState } from "react";

import { useChoosePhone, useMyPhone } from "../api/phone";
import { useWords } from "../messages/use";
import { Section } from "../shared/parts";
import { sentenceOf, Trouble } from "../shared/Trouble";
import { usePhone } from "./hooks";
import { OwnPin } from "./OwnPin";
import { phone } from "./phone";
import { SoundSettings } from "./SoundSettings";
import type { Connection } from "./store";

/** At the desk: where my calls ring, and how the phone in the page is. */
export function PhoneSection() {
  const { phone: words } = useWords();
  const { data: mine } = useMyPhone(true);
  const choose = useChoosePhone();
  const [open, setOpen] = useState(false);
  if (mine?.phone == null) return null;
  return (
    <Section id="my-phone" title={words.title}>
      <div className="my-phone">
        <p id="my-phone-where" className="hint">
          {words.where}
        </p>
        <SegmentedControl
          aria-labelledby="my-phone-where"
          value={mine.phone}
          disabled={choose.isPending}
          transitionDuration={0}
          onChange={(value) => choose.mutate(value as "browser" | "desk")}
          data={[
            { value: "browser", label: words.browser },
            ...(mine.desk === null ? [] : [{ value: "desk", label: words.desk(mine.desk) }]),
          ]}
        />
        <Trouble error={choose.error} />
        {mine.phone === "browser" && <PageTruth />}
        {mine.phone === "browser" && (
          <div>
            <Button variant="default" size="compact-md" aria-expanded={open} onClick={() => setOpen(!open)}>
              {words.settings}
            </Button>
          </div>
        )}
        {open && mine.phone === "browser" && <SoundSettings />}
        <OwnPin />
      </div>
    </Section>
  );
}

/** Ready is hardly worth a line; everything else is said aloud. */
function PageTruth() {
  const words = useWords();
  const connection = usePhone((state) => state.connection);
  const said = useSentence(connection);
  if (connection.kind === "ready" || connection.kind === "connecting") {
    return (
      <p className="hint" role="status">
        {said}
      </p>
    );
  }
  return (
    <>
      <p className="mark mark-bad" role="alert">
        <IconPlugConnectedX size={16} aria-hidden />
        {said}
      </p>
      {(connection.kind === "taken" || connection.kind === "refused") && (
        <div>
          <Button size="compact-md" onClick={() => void phone.start()}>
            {connection.kind === "taken" ? words.phone.useHere : words.phone.tryAgain}
          </Button>
        </div>
      )}
    </>
  );
}

function useSentence(connection: Connection): string {
  const words = useWords();
  switch (connection.kind) {
    case "impossible":
      return words.phone.connection[connection.why];
    case "refused":
      return `${words.phone.connection.refused} ${sentenceOf(connection.error, words)}`;
    default:
      return words.phone.connection[connection.kind];
  }
}
