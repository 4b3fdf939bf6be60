import { useRunningImports } from "../../api/contacts";
import type { RunningImport } from "../../api/caseTypes";
import { useProjects } from "../../api/queries";
import { useMe } from "../../app/me";
import { useWords } from "../../messages/use";

/** How far imports are: one's own, and those that others, or this page before it was left, have begun. */
export function RunningImports({ own }: { own: number | null }) {
  const { data: running = [] } = useRunningImports(own !== null);
  return (
    <div aria-live="polite">
      {running.map((each, index) => (
        <Progress key={`${each.by} ${String(index)}`} of={each} />
      ))}
    </div>
  );
}

function Progress({ of: each }: { of: RunningImport }) {
  const { file } = useWords().contacts;
  const me = useMe();
  const { data: projects = [] } = useProjects();
  const project = projects.find(({ id }) => id === each.project_id)?.name ?? String(each.project_id);
  const said = file.progress(each.taken, each.lines);
  return (
    <p className="contact-progress">
      {each.by !== me.name && <span>{file.running(each.by, project)}</span>}
      <progress aria-label={said} max={each.lines} value={each.taken} />
      <span className="figures">{said}</span>
    </p>
  );
}
