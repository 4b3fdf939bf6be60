import { type Saved, type Thing, useThings } from "../../api/setup";
import { useSetUpWords } from "../../messages/setup/use";
import { useSpeech } from "../../messages/use";
import { ChangeButton } from "../../setup/ChangeButton";
import { type Field, textOf, wordsOf } from "../../setup/fields";
import { languageHint } from "../../setup/named";
import { useNaming } from "../../setup/naming";
import { newNumber, NUMBER_FIELDS } from "../../setup/sheets";
import { SpecField } from "../../setup/SpecField";
import { SpecForm } from "../../setup/SpecForm";
import { type Form, useEditor } from "../../setup/useEditor";

const SHOWN = NUMBER_FIELDS.map(({ name }) => name);

interface NumberFormProps {
  /** Where a new one leads, as far as that is known. */
  project: string;
  queue?: Thing | undefined;
  did?: string | undefined;
  /** Undefined: a new one. */
  number?: Thing | undefined;
  changes: boolean;
  onSaved: (saved: Saved) => void;
  onRemoved?: () => void;
}

/** A number, or a pattern of numbers, and where its callers go. */
export function NumberForm({ project, queue, did = "", number, changes, onSaved, onRemoved }: NumberFormProps) {
  const { numbers } = useSetUpWords();
  const naming = useNaming("numbers");
  const form = useEditor({
    section: "numbers",
    thing: number ?? null,
    initial: newNumber(did, project, textOf(queue?.spec.name)),
    fields: NUMBER_FIELDS,
    keyOf: ({ did: typed }) => textOf(typed),
    about: `${project} ${did}`,
    onSaved,
  });
  return (
    <SpecForm
      form={form}
      naming={naming}
      shows={SHOWN}
      changes={changes}
      actions={number && <ChangeButton section="numbers" thing={number} spec={null} label={numbers.remove} title={numbers.removeTitle} naming={naming} grave {...(onRemoved && { onDone: onRemoved })} />}
    >
      <NumberFields form={form} disabled={!changes} />
    </SpecForm>
  );
}

function NumberFields({ form, disabled }: { form: Form; disabled: boolean }) {
  const naming = useNaming("numbers");
  const { language } = useSpeech();
  const { project, queue } = useChoices(form);
  const options: Record<string, readonly string[]> = { project, queue };
  const own = textOf(form.spec.language);
  const hints: Record<string, string> = { language: languageHint(own === "" ? [] : [own], language), menu: languageHint(wordsOf(form.spec.menu), language) };
  return NUMBER_FIELDS.map((field: Field) => (
    <SpecField key={field.name} form={form} field={{ ...field, ...(options[field.name] && { options: options[field.name] ?? [] }) }} naming={naming} disabled={disabled} hint={hints[field.name] || undefined} />
  ));
}

/** Projects in use, and the queues of the one that is chosen; empty while nothing is. */
function useChoices({ draft }: Form): { project: string[]; queue: string[] } {
  const { data: projects = [] } = useThings("projects");
  const { data: queues = [] } = useThings("queues");
  const names = projects.filter(({ spec }) => spec.active === true).map(({ key }) => key);
  const theirs = queues.filter(({ spec }) => spec.project === draft.project).map(({ spec }) => textOf(spec.name));
  return { project: withChosen(names, draft.project), queue: withChosen(theirs, draft.queue) };
}

/** What is chosen stays to be seen, though it be gone. */
function withChosen(names: readonly string[], chosen: unknown): string[] {
  const text = textOf(chosen);
  return names.includes(text) ? [...names] : [text, ...names];
}
