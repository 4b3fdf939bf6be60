import { Button } from "@mantine/core";

import { type Thing, useThings } from "../../api/setup";
import { useFilters } from "../../app/filters";
import { useSetUpWords } from "../../messages/setup/use";
import { useWords } from "../../messages/use";
import { Empty, Loading, RowButton } from "../../shared/parts";
import { type Column, RowTable } from "../../shared/RowTable";
import { Trouble } from "../../shared/Trouble";
import { textOf } from "../../setup/fields";

/** The queues of a project. */
export function QueueList({ project, changes }: { project: string; changes: boolean }) {
  const { queues } = useSetUpWords();
  const { change } = useFilters();
  const asked = useThings("queues");
  const rows = asked.data?.filter(({ spec }) => spec.project === project) ?? [];
  return (
    <>
      <Trouble error={asked.error} onRetry={() => void asked.refetch()} />
      {asked.isPending && !asked.isError && <Loading />}
      {asked.data && (rows.length === 0 ? <Empty>{queues.empty}</Empty> : <QueueTable project={project} rows={rows} />)}
      {changes && (
        <div className="buttons below">
          <Button size="compact-md" onClick={() => change({ part: undefined, make: "queue" })}>
            {queues.add}
          </Button>
        </div>
      )}
    </>
  );
}

function QueueTable({ project, rows }: { project: string; rows: readonly Thing[] }) {
  const { queueFields } = useSetUpWords();
  const columns: readonly Column[] = [
    { label: queueFields.name[0] ?? "" },
    { label: useWords().columns.skills },
    { label: queueFields.overflow[0] ?? "", className: "minor" },
    { label: useSetUpWords().queues.groups.target, className: "col-time lesser" },
  ];
  return (
    <RowTable columns={columns} rows={rows} idOf={({ key }) => key}>
      {(queue) => <QueueRow key={queue.key} project={project} spec={queue.spec} />}
    </RowTable>
  );
}

function QueueRow({ project, spec }: { project: string; spec: Thing["spec"] }) {
  const { queues } = useSetUpWords();
  const { app } = useWords();
  const name = textOf(spec.name);
  const skills = (spec.skills as string[]).join(", ");
  return (
    <tr className="row">
      <td>
        <RowButton opens={{ open: project, part: name }} label={queues.open(name)}>
          {name}
        </RowButton>
      </td>
      <td>{skills || queues.anybody}</td>
      <td className="minor">{textOf(spec.overflow) || app.none}</td>
      <td className="col-time lesser figures">{queues.target(textOf(spec.service_level_percent), textOf(spec.service_level_s))}</td>
    </tr>
  );
}
