import { Button, TextInput } from "@mantine/core";
import { IconDownload, IconLink } from "@tabler/icons-react";
import { useState } from "react";

import { fileOf, useForgetPlays } from "../../api/recordings";
import type { Recording } from "../../api/types";
import { formatFilters } from "../../app/filters";
import { useMe } from "../../app/me";
import { mayIn } from "../../app/session";
import { useWords } from "../../messages/use";
import { duration } from "../../shared/format";
import { formatPlace } from "./place";

/** How long after a click the row of a download is looked for, ever more seldom: the browser fetches it by itself and tells nobody. */
const LOOKS_MS = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000];

interface TakeAwayProps {
  recording: Recording;
  place: number;
}

/** A link for a colleague who may hear it too, and the file for who may take it away. */
export function TakeAway({ recording, place }: TakeAwayProps) {
  const { recordings } = useWords();
  const downloads = mayIn(useMe(), "download_recordings", recording.project_id);
  const forgetPlays = useForgetPlays(recording.id);
  return (
    <>
      <div className="buttons">
        <CopyLink recording={recording} place={place} />
        {downloads && (
          <Button
            component="a"
            href={fileOf(recording.id)}
            download
            variant="default"
            size="compact-sm"
            leftSection={<IconDownload size={15} aria-hidden />}
            onClick={() => LOOKS_MS.forEach((after) => window.setTimeout(forgetPlays, after))}
          >
            {recordings.download}
          </Button>
        )}
      </div>
      {recording.sha256 && (
        <p className="checksum">
          {recordings.checksum} <code>{recording.sha256}</code>
        </p>
      )}
    </>
  );
}

/** The place and its link as they were at the click: the sound goes on. */
interface Copied {
  place: string;
  address: string;
  done: boolean;
}

/** A page that did not come by https has no clipboard: then the link stands there to be taken. */
function CopyLink({ recording, place }: TakeAwayProps) {
  const { player } = useWords();
  const [copied, setCopied] = useState<Copied | null>(null);
  const copy = () => {
    const address = window.location.origin + `/recordings${formatFilters({ call: recording.call_id, t: formatPlace(place) })}`;
    return copyText(address).then((done) => setCopied({ place: duration(place), address, done }));
  };
  return (
    <>
      <Button variant="default" size="compact-sm" leftSection={<IconLink size={15} aria-hidden />} onClick={() => void copy()}>
        {player.copyLink(duration(place))}
      </Button>
      <span role="status" className="hint">
        {copied?.done && player.copied(copied.place)}
      </span>
      {copied?.done === false && <TextInput className="share-link" readOnly label={player.link(copied.place)} value={copied.address} onFocus={(event) => event.currentTarget.select()} />}
    </>
  );
}

async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
