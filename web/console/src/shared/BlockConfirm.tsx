import { NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";

import { useBlock } from "../api/blocked";
import { useProjects } from "../api/queries";
import { useMe } from "../app/me";
import { mayIn } from "../app/session";
import { useWords } from "../messages/use";
import { Confirm } from "./Confirm";
import { fieldError } from "./Trouble";
import { instantOf } from "./WhenField";

interface BlockConfirmProps {
  number: string;
  /** Whose caller it is, where that is known. */
  project: number | null;
  onDone: () => void;
  onClose: () => void;
}

/** Asks why, by whom and how long before a caller is turned away. */
export function BlockConfirm({ number, project, onDone, onClose }: BlockConfirmProps) {
  const { blocked } = useWords();
  const block = useBlock();
  const options = usePlaces();
  const [why, setWhy] = useState("");
  const [chosen, setChosen] = useState<string>();
  const [until, setUntil] = useState("");
  const where = chosen ?? options.find(({ value }) => value === String(project))?.value ?? options[0]?.value ?? "";
  const body = { number, why: why.trim(), project_id: where === "" ? null : Number(where), until: until === "" ? null : instantOf(until) };
  return (
    <Confirm
      question={blocked.blockSure(number)}
      yes={blocked.block}
      ready={body.why !== "" && options.length > 0}
      pending={block.isPending}
      error={fieldError(block.error, "until") === null ? block.error : null}
      onYes={() => block.mutate(body, { onSuccess: onDone })}
      onClose={onClose}
    >
      <p>{blocked.blockMeans}</p>
      <TextInput data-autofocus label={blocked.why} required withAsterisk={false} maxLength={200} autoComplete="off" value={why} onChange={(event) => setWhy(event.currentTarget.value)} />
      <NativeSelect label={blocked.where} value={where} data={options} onChange={(event) => setChosen(event.currentTarget.value)} />
      <TextInput
        type="datetime-local"
        label={blocked.until}
        description={blocked.untilHint}
        value={until}
        error={fieldError(block.error, "until")}
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
    </Confirm>
  );
}

/** The projects whose callers this person may turn away; all at once for who may in all of them. */
function usePlaces(): { value: string; label: string }[] {
  const { blocked } = useWords();
  const me = useMe();
  const { data: projects = [] } = useProjects();
  const mine = projects.filter(({ id }) => mayIn(me, "run_calls", id)).map(({ id, name }) => ({ value: String(id), label: name }));
  return mayIn(me, "run_calls", null) ? [...mine, { value: "", label: blocked.everywhere }] : mine;
}
