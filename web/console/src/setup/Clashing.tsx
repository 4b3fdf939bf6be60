import { Button, Modal, SegmentedControl } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { type Deed, refresh, type Thing } from "../api/setup";
import { useSetUpWords } from "../messages/setup/use";
import { useWords } from "../messages/use";
import { useMoment } from "../shared/useMoment";
import { type Clash, clashes, merged, type Whose } from "./merge";
import { labelOf, type Naming, shown } from "./shown";
import type { Form, Meanwhile } from "./useEditor";

interface ClashingProps {
  form: Form;
  meanwhile: Meanwhile;
  naming: Naming;
}

/** Somebody saved or removed it in between. Nothing that was typed is lost unless its owner says so. */
export function Clashing({ form, meanwhile: { thing, deed }, naming }: ClashingProps) {
  const { app } = useWords();
  const { conflict } = useSetUpWords();
  return (
    <Modal opened onClose={form.back} size="lg" title={thing === null ? conflict.removedTitle : conflict.title} closeButtonProps={{ "aria-label": app.close }}>
      {thing === null ? <Removed form={form} deed={deed} /> : <Changed form={form} theirs={thing} deed={deed} naming={naming} />}
    </Modal>
  );
}

interface RemovedProps {
  form: Form;
  deed: Deed | null;
}

function Removed({ form, deed }: RemovedProps) {
  const { conflict } = useSetUpWords();
  const moment = useMoment();
  const client = useQueryClient();
  const leave = () => {
    form.discard();
    form.back();
    void refresh(client);
  };
  return (
    <div className="form">
      <p>{deed?.removed ? conflict.removedBy(deed.by, moment(deed.at)) : conflict.removed}</p>
      <div className="buttons">
        <Button variant="default" onClick={leave}>
          {conflict.leave}
        </Button>
        <Button data-autofocus onClick={() => form.join(null, form.spec)}>
          {conflict.anew}
        </Button>
      </div>
    </div>
  );
}

interface ChangedProps extends RemovedProps {
  theirs: Thing;
  naming: Naming;
}

/** Theirs beside yours, field by field. */
function Changed({ form, theirs, deed, naming }: ChangedProps) {
  const { conflict } = useSetUpWords();
  const moment = useMoment();
  const [found, setFound] = useState<Clash[]>(() => clashes(form.base, theirs.spec, form.spec));
  const all = (taken: Whose) => merged(theirs.spec, found.map((each) => ({ ...each, taken })));
  return (
    <div className="form">
      <p>{deed === null ? conflict.unknown : conflict.by(deed.by, moment(deed.at))}</p>
      <Choosing found={found} naming={naming} onChange={setFound} />
      <div className="buttons">
        <Button variant="default" onClick={() => form.join(theirs, all("theirs"))}>
          {conflict.takeTheirs}
        </Button>
        <Button variant="default" onClick={() => form.join(theirs, all("yours"))}>
          {conflict.keepMine}
        </Button>
        <Button data-autofocus onClick={() => form.join(theirs, merged(theirs.spec, found))}>
          {conflict.go}
        </Button>
      </div>
    </div>
  );
}

interface ChoosingProps {
  found: readonly Clash[];
  naming: Naming;
  onChange: (found: Clash[]) => void;
}

function Choosing({ found, naming, onChange }: ChoosingProps) {
  const words = useSetUpWords();
  const { conflict } = words;
  const take = (field: string, taken: Whose) => onChange(found.map((each) => (each.field === field ? { ...each, taken } : each)));
  return (
    <ul className="clashes">
      {found.map(({ field, theirs, yours, taken }) => (
        <li key={field}>
          <p className="clash-field">{labelOf(naming, field)}</p>
          <dl className="facts">
            <dt>{conflict.theirs}</dt>
            <dd>{shown(theirs, field, naming, words)}</dd>
            <dt>{conflict.yours}</dt>
            <dd>{shown(yours, field, naming, words)}</dd>
          </dl>
          <SegmentedControl
            aria-label={labelOf(naming, field)}
            size="xs"
            value={taken}
            onChange={(value) => take(field, value as Whose)}
            data={[
              { value: "theirs", label: conflict.theirs },
              { value: "yours", label: conflict.yours },
            ]}
          />
        </li>
      ))}
    </ul>
  );
}
