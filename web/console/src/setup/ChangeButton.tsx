import { Button } from "@mantine/core";

import { type Attempt, type Section, type Thing, useDifference, useRemove, useSave } from "../api/setup";
import { Trouble } from "../shared/Trouble";
import type { Spec } from "./fields";
import { Review } from "./Review";
import type { Naming } from "./shown";

interface ChangeButtonProps {
  section: Section;
  thing: Thing;
  /** As it shall be; null: it goes. */
  spec: Spec | null;
  label: string;
  title: string;
  naming: Naming;
  grave?: boolean;
  onDone?: () => void;
}

/** One change of its own, such as to go live or to remove: its difference, then the save. */
export function ChangeButton({ section, thing, spec, label, title, naming, grave = false, onDone }: ChangeButtonProps) {
  const ask = useDifference(section);
  const save = useSave(section);
  const remove = useRemove(section);
  const { key, version } = thing;
  const wanted: Attempt = { key, version, spec, secret: null };
  const then = { onSuccess: () => (ask.reset(), onDone?.()) };
  const close = () => [ask, save, remove].forEach((each) => each.reset());
  return (
    <>
      <Button variant="default" className={grave ? "button-bad" : undefined} loading={ask.isPending} onClick={() => ask.mutate(wanted)}>
        {label}
      </Button>
      <Trouble error={ask.error} />
      {ask.data && (
        <Review
          difference={ask.data}
          naming={naming}
          title={title}
          yes={label}
          pending={save.isPending || remove.isPending}
          error={save.error ?? remove.error}
          onYes={() => (spec === null ? remove.mutate({ key, version }, then) : save.mutate({ ...wanted, spec }, then))}
          onClose={close}
        />
      )}
    </>
  );
}
