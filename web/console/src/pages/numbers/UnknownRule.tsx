import { type Thing, useThings } from "../../api/setup";
import { useMe } from "../../app/me";
import { mayIn } from "../../app/session";
import { useSetUpWords } from "../../messages/setup/use";
import { choice, of, textOf } from "../../setup/fields";
import { useNaming } from "../../setup/naming";
import { SpecField } from "../../setup/SpecField";
import { SpecForm } from "../../setup/SpecForm";
import { type Form, useEditor } from "../../setup/useEditor";

const RULE = choice("unknown_number", "message", "reject", "queue");
const FIELDS = [RULE, ...of("blank", "unknown_project", "unknown_queue")];

/** What callers of a number meet that is nobody's. */
export function UnknownRule() {
  const { numbers, unknownChoices } = useSetUpWords();
  const asked = useThings("installation");
  const rule = asked.data?.[0];
  if (rule === undefined) return null;
  const { unknown_number, unknown_project, unknown_queue } = rule.spec;
  const place = unknown_number === "queue" ? ` (${textOf(unknown_project)}, ${textOf(unknown_queue)})` : "";
  return (
    <details className="boxed unknown-rule">
      <summary>
        {numbers.unknown}: {unknownChoices.unknown_number?.[textOf(unknown_number)]}
        {place}
      </summary>
      <RuleForm rule={rule} />
    </details>
  );
}

function RuleForm({ rule }: { rule: Thing }) {
  const naming = useNaming("installation");
  const changes = mayIn(useMe(), "administer", null);
  const form = useEditor({ section: "installation", thing: rule, initial: rule.spec, fields: FIELDS, keyOf: () => rule.key });
  return (
    <SpecForm form={form} naming={naming} shows={FIELDS.map(({ name }) => name)} changes={changes}>
      <SpecField form={form} field={RULE} naming={naming} disabled={!changes} />
      {form.draft.unknown_number === "queue" && <Place form={form} disabled={!changes} />}
    </SpecForm>
  );
}

function Place({ form, disabled }: { form: Form; disabled: boolean }) {
  const naming = useNaming("installation");
  const { data: queues = [] } = useThings("queues");
  const projects = [...new Set(queues.map(({ spec }) => textOf(spec.project)))];
  const theirs = queues.filter(({ spec }) => spec.project === form.draft.unknown_project).map(({ spec }) => textOf(spec.name));
  return (
    <>
      <SpecField form={form} field={{ name: "unknown_project", shape: "blank", options: ["", ...projects] }} naming={naming} disabled={disabled} />
      <SpecField form={form} field={{ name: "unknown_queue", shape: "blank", options: ["", ...theirs] }} naming={naming} disabled={disabled} />
    </>
  );
}
