import { Button, Switch } from "@mantine/core";
import { type DragEvent, type FormEvent, useState } from "react";

import { LARGEST_FILE, type Slot, usePreview, useUpload } from "../../api/announcements";
import { useSetUpWords } from "../../messages/setup/use";
import { useSpeech } from "../../messages/use";
import { bytes } from "../../shared/format";
import { PanelSection } from "../../shared/SidePanel";
import { fieldError, Trouble } from "../../shared/Trouble";
import { inAnHour, instantOf, WhenField } from "../../shared/WhenField";
import { usePlaying } from "./playing";
import { Record } from "./Record";

interface Chosen {
  file: Blob;
  name: string;
}

interface NewVersionProps {
  slot: Slot;
  /** The project's; the viewer's own where there is no project. */
  zone: string | undefined;
}

/** A file, or what is said into the microphone: heard as a caller would, then kept as the next version. */
export function NewVersion({ slot, zone }: NewVersionProps) {
  const { announcements } = useSetUpWords();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [when, setWhen] = useState<string | null>(null);
  const upload = useUpload();
  const own = zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const choose = (next: Chosen | null) => {
    upload.reset();
    setChosen(next);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (chosen === null) return;
    const from = when === null ? null : instantOf(when);
    upload.mutate({ slot, file: chosen.file, original: chosen.name, from }, { onSuccess: () => (setChosen(null), setWhen(null)) });
  };
  return (
    <PanelSection id="announcement-new" title={announcements.add}>
      <form className="form" onSubmit={submit}>
        <Choice chosen={chosen} onChoose={choose} />
        {chosen !== null && <Preview key={chosen.name} slot={slot} chosen={chosen} />}
        {chosen !== null && (
          <Switch label={announcements.later} checked={when !== null} onChange={(event) => setWhen(event.currentTarget.checked ? inAnHour(Date.now()) : null)} />
        )}
        {chosen !== null && when !== null && (
          <WhenField label={announcements.inForceFrom} value={when} onChange={setWhen} zone={own} hint={announcements.inZone} error={fieldError(upload.error, "in_force_from")} />
        )}
        <Trouble error={upload.error} except={["in_force_from"]} />
        {upload.data && chosen === null && <p role="status">{announcements.kept(upload.data.version)}</p>}
        {chosen !== null && (
          <div className="buttons">
            <Button type="submit" loading={upload.isPending} disabled={when !== null && instantOf(when) === null}>
              {when === null ? announcements.useNow : announcements.plan}
            </Button>
            <Button variant="default" disabled={upload.isPending} onClick={() => choose(null)}>
              {announcements.drop}
            </Button>
          </div>
        )}
      </form>
    </PanelSection>
  );
}

interface ChoiceProps {
  chosen: Chosen | null;
  onChoose: (chosen: Chosen | null) => void;
}

/** By drop, by button, or by microphone. What is too large is not sent at all. */
function Choice({ chosen, onChoose }: ChoiceProps) {
  const { announcements } = useSetUpWords();
  const [over, setOver] = useState(false);
  const [large, setLarge] = useState(false);
  const take = (file: File | undefined) => {
    if (file === undefined) return;
    setLarge(file.size > LARGEST_FILE);
    onChoose(file.size > LARGEST_FILE ? null : { file, name: file.name.slice(0, 200) });
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  const allow = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  return (
    <div className={over ? "sound-drop sound-drop-over" : "sound-drop"} onDragOver={allow} onDragLeave={() => setOver(false)} onDrop={drop}>
      {chosen !== null && <ChosenFile chosen={chosen} />}
      <label className="contact-file">
        {announcements.choose}
        <input type="file" accept=".wav,.mp3,.ogg,.oga,.opus,.flac,audio/*" onChange={(event) => take(event.currentTarget.files?.[0])} />
      </label>
      {large && <p role="alert">{announcements.tooLarge}</p>}
      <Record onTaken={(file) => onChoose({ file, name: announcements.recorded })} />
    </div>
  );
}

function ChosenFile({ chosen: { file, name } }: { chosen: Chosen }) {
  const { words, language } = useSpeech();
  return (
    <p className="figures">
      {name}, {bytes(file.size, words.units.bytes, language)}
    </p>
  );
}

/** What the server makes of it, before it is kept. */
function Preview({ slot, chosen: { file } }: { slot: Slot; chosen: Chosen }) {
  const { announcements } = useSetUpWords();
  const preview = usePreview();
  const { playing, play, stop } = usePlaying();
  const hear = () => preview.mutate({ slot, file }, { onSuccess: (sound) => void play(sound) });
  return (
    <>
      <div className="buttons">
        <Button size="compact-md" variant="default" loading={preview.isPending} onClick={playing ? stop : hear}>
          {playing ? announcements.stop : announcements.preview}
        </Button>
      </div>
      <Trouble error={preview.error} />
    </>
  );
}
