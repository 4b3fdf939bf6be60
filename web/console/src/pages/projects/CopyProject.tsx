import { TextInput } from "@mantine/core";
import { useState } from "react";

import { useCopyProject } from "../../api/setup";
import { useFilters } from "../../app/filters";
import { useSetUpWords } from "../../messages/setup/use";
import { useWords } from "../../messages/use";
import { Confirm } from "../../shared/Confirm";
import { troubleAt } from "../../setup/SpecField";

/** A project like this one, under a name of its own. */
export function CopyProject({ name, onClose }: { name: string; onClose: () => void }) {
  const { projects } = useSetUpWords();
  const words = useWords();
  const { change } = useFilters();
  const copy = useCopyProject(name);
  const [typed, setTyped] = useState("");
  const wanted = typed.trim();
  const error = troubleAt(copy.error, "name", words);
  return (
    <Confirm
      question={projects.copyTitle(name)}
      yes={projects.copy}
      ready={wanted !== ""}
      pending={copy.isPending}
      error={error === null ? copy.error : null}
      onYes={() => copy.mutate(wanted, { onSuccess: ({ key }) => (onClose(), change({ open: key, show: undefined })) })}
      onClose={onClose}
    >
      <p>{projects.copyHint}</p>
      <TextInput label={projects.copyName} data-autofocus autoComplete="off" value={typed} error={error} onChange={(event) => setTyped(event.currentTarget.value)} />
    </Confirm>
  );
}
