import { type Thing, useThings } from "../../api/setup";
import { useSetUpWords } from "../../messages/setup/use";
import { textOf } from "../../setup/fields";
import { useNaming } from "../../setup/naming";
import { OrderField } from "../../setup/OrderField";
import { PROJECT_FIELDS } from "../../setup/sheets";
import { SpecForm } from "../../setup/SpecForm";
import { useEditor } from "../../setup/useEditor";
import { useMayChange } from "./known";

/** In which order the project's calls out try the trunks. */
export function TrunkOrder({ project }: { project: Thing }) {
  const { order } = useSetUpWords();
  const naming = useNaming("projects");
  const changes = useMayChange(project);
  const { data: trunks = [] } = useThings("trunks");
  const form = useEditor({ section: "projects", thing: project, initial: project.spec, fields: PROJECT_FIELDS, keyOf: ({ name }) => textOf(name) });
  return (
    <div className="boxed spec-box">
      <SpecForm form={form} naming={naming} shows={[]} changes={changes}>
        <p className="hint">{order.hint}</p>
        <OrderField value={form.draft.trunks as string[]} all={trunks.map(({ key }) => key)} none={order.none} add={order.add} disabled={!changes} onChange={(value) => form.set("trunks", value)} />
      </SpecForm>
    </div>
  );
}
