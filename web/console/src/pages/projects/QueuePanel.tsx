import { useThings } from "../../api/setup";
import { useFilters } from "../../app/filters";
import { useSetUpWords } from "../../messages/setup/use";
import { Awaited, NoSuch, SidePanel } from "../../shared/SidePanel";
import { Deeds } from "../../setup/Deeds";
import { useNaming } from "../../setup/naming";
import { useMayChange } from "./known";
import { QueueForm } from "./QueueForm";

/** A queue beside its project; or a new one. */
export function QueuePanel() {
  const { queues } = useSetUpWords();
  const { filters, change } = useFilters();
  const naming = useNaming("queues");
  const { open: project = "", part, make } = filters;
  const asked = useThings("queues");
  const mine = useThings("projects").data?.find(({ key }) => key === project);
  const changes = useMayChange(mine);
  const queue = asked.data?.find(({ spec }) => spec.project === project && spec.name === part);
  const close = () => change({ part: undefined, make: undefined });
  return (
    <SidePanel title={part === undefined ? queues.add : queues.panel(part)} closeLabel={queues.close} onClose={close}>
      <Awaited asked={asked} gone={queues.gone} />
      {asked.data && make !== "queue" && queue === undefined && <NoSuch>{queues.gone}</NoSuch>}
      {asked.data && (make === "queue" || queue !== undefined) && (
        <QueueForm
          key={queue?.key ?? "new"}
          project={project}
          queue={queue}
          changes={changes}
          onSaved={({ key }) => change({ part: key.slice(project.length + 1), make: undefined }, { replace: true })}
          onRemoved={close}
        />
      )}
      {queue && <Deeds which={{ section: "queues", key: queue.key }} naming={() => naming} changes={changes} />}
    </SidePanel>
  );
}
