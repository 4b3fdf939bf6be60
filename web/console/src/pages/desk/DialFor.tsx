import { NativeSelect } from "@mantine/core";

import { useDialFor, useOwnCalls } from "../../api/ownCalls";
import { useWords } from "../../messages/use";
import { Trouble } from "../../shared/Trouble";

/** Whose calls those are that I dial; nothing to choose for who has one project. */
export function DialFor() {
  const words = useWords();
  const own = useOwnCalls();
  const choose = useDialFor();
  const projects = own.data?.projects ?? [];
  if (projects.length < 2) return null;
  return (
    <>
      <NativeSelect
        label={words.ownCalls.project}
        description={words.ownCalls.hint}
        value={String(choose.isPending ? choose.variables : (own.data?.project_id ?? ""))}
        data={projects.map(({ id, name }) => ({ value: String(id), label: name }))}
        onChange={(event) => choose.mutate(Number(event.currentTarget.value))}
      />
      <Trouble error={choose.error} />
    </>
  );
}
