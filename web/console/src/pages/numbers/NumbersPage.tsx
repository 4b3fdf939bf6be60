import "../../styles/setup.css";

import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";

import { useProjects } from "../../api/queries";
import { type Thing, useThings } from "../../api/setup";
import { carried, useFilters } from "../../app/filters";
import { useMe } from "../../app/me";
import { may } from "../../app/session";
import { useSetUpWords } from "../../messages/setup/use";
import { useWords } from "../../messages/use";
import { Empty, Loading, PageHead, RowButton } from "../../shared/parts";
import { type Column, RowTable } from "../../shared/RowTable";
import { numberMatches } from "../../shared/format";
import { Trouble } from "../../shared/Trouble";
import { textOf } from "../../setup/fields";
import { PageHistory } from "../../setup/PageHistory";
import { ImportNumbers } from "./ImportNumbers";
import { NEW } from "./NumberPanel";
import { Nobodys, useNobodys } from "./Nobodys";
import { UnknownRule } from "./UnknownRule";

/** Which number leads where, and which that were called lead nowhere. */
export function NumbersPage() {
  const { numbers } = useSetUpWords();
  const { app, blocked } = useWords();
  const { filters, change } = useFilters();
  const me = useMe();
  const asked = useThings("numbers");
  const rows = useShown(asked.data ?? []);
  const nobodys = useNobodys();
  return (
    <>
      <PageHead title={numbers.title} figure={nobodys?.length ?? app.none} label={numbers.unassigned}>
        {may(me, "administer") && <Adding />}
        {may(me, "run_calls") && (
          <Link to="/calls/blocked" search={carried(filters)} className="page-head-link">
            {blocked.title}
          </Link>
        )}
      </PageHead>
      <UnknownRule />
      {nobodys !== null && <Nobodys found={nobodys} />}
      {filters.show === "import" && <ImportNumbers onClose={() => change({ show: undefined })} />}
      <Trouble error={asked.error} onRetry={() => void asked.refetch()} />
      {asked.isPending && !asked.isError && <Loading />}
      {asked.data && (rows.length === 0 ? <Empty>{numbers.empty}</Empty> : <NumberTable rows={rows} />)}
      <PageHistory section="numbers" changes={may(me, "administer")} />
    </>
  );
}

function Adding() {
  const { numbers } = useSetUpWords();
  const { change } = useFilters();
  return (
    <>
      <Button size="compact-md" variant="default" onClick={() => change({ show: "import" })}>
        {numbers.import}
      </Button>
      <Button size="compact-md" onClick={() => change({ make: NEW, open: undefined })}>
        {numbers.add}
      </Button>
    </>
  );
}

/** Those of the filters' project and digits. */
function useShown(all: readonly Thing[]): readonly Thing[] {
  const { filters } = useFilters();
  const { data: projects = [] } = useProjects();
  const project = projects.find(({ id }) => String(id) === filters.project)?.name;
  return all.filter(({ key, spec }) => (project === undefined || spec.project === project) && (filters.q === undefined || numberMatches(key, filters.q)));
}

function NumberTable({ rows }: { rows: readonly Thing[] }) {
  const { numberFields, numbers } = useSetUpWords();
  const label = (name: keyof typeof numberFields) => numberFields[name][0] ?? name;
  const columns: readonly Column[] = [
    { label: label("did"), className: "col-number" },
    { label: label("project") },
    { label: label("queue"), className: "minor" },
    { label: label("language"), className: "col-count lesser" },
    { label: label("note"), className: "lesser" },
    { label: numbers.calls, className: "col-count" },
  ];
  return (
    <RowTable columns={columns} rows={rows} idOf={({ key }) => key}>
      {(number) => <NumberRow key={number.key} number={number} />}
    </RowTable>
  );
}

function NumberRow({ number: { key, spec } }: { number: Thing }) {
  const { numbers } = useSetUpWords();
  const { app } = useWords();
  const menu = spec.menu as string[];
  return (
    <tr className="row">
      <td className="col-number figures">
        <RowButton opens={{ open: key }} label={numbers.open(key)}>
          {key}
        </RowButton>
      </td>
      <td>{textOf(spec.project)}</td>
      <td className="minor">{textOf(spec.queue)}</td>
      <td className="col-count lesser">{menu.length > 0 ? menu.join(", ") : textOf(spec.language) || app.none}</td>
      <td className="lesser">{textOf(spec.note)}</td>
      <td className="col-count">
        <CallsLink did={key} />
      </td>
    </tr>
  );
}

/** The calls to it, the last first; a pattern is looked for by what all its numbers begin with. */
function CallsLink({ did }: { did: string }) {
  const { numbers } = useSetUpWords();
  const me = useMe();
  if (!may(me, "see_calls")) return null;
  return (
    <Link to="/calls" search={{ q: did.replaceAll("X", "") }} className="text-button" aria-label={numbers.callsOf(did)}>
      {numbers.calls}
    </Link>
  );
}
