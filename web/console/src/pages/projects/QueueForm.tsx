import { type Saved, type Thing, useThings } from "../../api/setup";
import { useSetUpWords } from "../../messages/setup/use";
import { ChangeButton } from "../../setup/ChangeButton";
import { type Field, textOf } from "../../setup/fields";
import { useNaming } from "../../setup/naming";
import { newQueue, QUEUE, QUEUE_FIELDS } from "../../setup/sheets";
import { Fields, Group, SpecForm } from "../../setup/SpecForm";
import { useEditor } from "../../setup/useEditor";
import { useSuggested } from "../../setup/useSuggested";

const SHOWN = Object.values(QUEUE).flat().map(({ name }) => name);

interface QueueFormProps {
  project: string;
  /** Undefined: a new one. */
  queue: Thing | undefined;
  changes: boolean;
  onSaved: (saved: Saved) => void;
  onRemoved?: () => void;
}

export function QueueForm({ project, queue, changes, onSaved, onRemoved }: QueueFormProps) {
  const { queues } = useSetUpWords();
  const naming = useNaming("queues");
  const keyOf = ({ name }: Thing["spec"]) => `${project}/${textOf(name)}`;
  const form = useEditor({ section: "queues", thing: queue ?? null, initial: newQueue(project), fields: QUEUE_FIELDS, keyOf, about: project, onSaved });
  const others = useOthers(project, queue);
  const basics = useSuggested(QUEUE.basics);
  return (
    <SpecForm
      form={form}
      naming={naming}
      shows={SHOWN}
      changes={changes}
      actions={queue && <ChangeButton section="queues" thing={queue} spec={null} label={queues.remove} title={queues.removeTitle} naming={naming} grave {...(onRemoved && { onDone: onRemoved })} />}
    >
      {(Object.keys(QUEUE) as (keyof typeof QUEUE)[]).map((group) => (
        <Group key={group} title={queues.groups[group]}>
          <Fields form={form} fields={group === "basics" ? basics : withOthers(QUEUE[group], others)} naming={naming} disabled={!changes} />
        </Group>
      ))}
    </SpecForm>
  );
}

/** The queues that this one may overflow to. */
function useOthers(project: string, queue: Thing | undefined): string[] {
  const { data = [] } = useThings("queues");
  return data.filter(({ key, spec }) => spec.project === project && key !== queue?.key).map(({ spec }) => textOf(spec.name));
}

function withOthers(fields: readonly Field[], others: readonly string[]): Field[] {
  return fields.map((field) => (field.name === "overflow" ? { ...field, options: ["", ...others] } : field));
}
