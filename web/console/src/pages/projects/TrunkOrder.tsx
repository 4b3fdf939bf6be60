import { type Thing, useThings } from "../../api/setup";
import { useTrunks } from "../../api/trunks";
import { useMe } from "../../app/me";
import { mayIn } from "../../app/session";
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
  const all = useTrunkNames();
  const form = useEditor({ section: "projects", thing: project, initial: project.spec, fields: PROJECT_FIELDS, keyOf: ({ name }) => textOf(name) });
  return (
    <div className="boxed spec-box">
      <SpecForm form={form} naming={naming} shows={[]} changes={changes}>
        <p className="hint">{order.hint}</p>
        <OrderField value={form.draft.trunks as string[]} all={all} none={order.none} add={order.add} disabled={!changes} onChange={(value) => form.set("trunks", value)} />
      </SpecForm>
    </div>
  );
}

/** Those that were saved, and the one that the settings name. */
function useTrunkNames(): string[] {
  const { data: saved = [] } = useThings("trunks");
  const { data: states } = useTrunks(mayIn(useMe(), "see_health", null));
  return [...new Set([...saved.map(({ key }) => key), ...(states?.trunks ?? []).map(({ name }) => name)])];
}
