import { TextInput } from "@mantine/core";
import { useState } from "react";

import { useOpening } from "../../api/hours";
import { useSetUpWords } from "../../messages/setup/use";
import { useSpeech } from "../../messages/use";
import { Trouble } from "../../shared/Trouble";
import { momentIn } from "../../shared/format";
import { instantOf } from "../../shared/WhenField";
import { OpenMark } from "./HoursPage";
import { OpeningText } from "./Now";

/** Whether it is open at a moment, as callers will find it: what is saved counts, not what is typed. */
export function OpenAt({ project }: { project: string }) {
  const { hours } = useSetUpWords();
  const { language } = useSpeech();
  const [typed, setTyped] = useState("");
  const at = instantOf(typed);
  const asked = useOpening(at === null ? undefined : project, at ?? undefined);
  const zone = useOpening(project).data?.zone;
  return (
    <section className="boxed" aria-labelledby="hours-at">
      <h2 id="hours-at">{hours.openAt}</h2>
      <TextInput
        type="datetime-local"
        className="moment-field"
        label={hours.when}
        description={at !== null && zone !== undefined ? hours.there(momentIn(at, language, zone), zone) : undefined}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Trouble error={asked.error} />
      <p role="status">
        {at !== null && asked.data && (
          <>
            <OpenMark open={asked.data.open} /> <OpeningText opening={asked.data} />
          </>
        )}
      </p>
    </section>
  );
}
