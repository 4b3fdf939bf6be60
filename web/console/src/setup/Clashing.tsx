import { Button, Modal, SegmentedControl } from "@mantine/core";
import { useState } from "react";

import { useSetUpWords } from "../messages/setup/use";
import { useWords } from "../messages/use";
import { useMoment } from "../shared/useMoment";
import type { Spec } from "./fields";
import { type Clash, clashes, merged, type Whose } from "./merge";
import { labelOf, type Naming, shown } from "./shown";
import type { Form, Meanwhile } from "./useEditor";

interface ClashingProps {
  form: Form;
  meanwhile: Meanwhile;
  naming: Naming;
}

/** Somebody saved in between: theirs beside yours, field by field. Nothing that was typed is lost unless its owner says so. */
export function Clashing({ form, meanwhile, naming }: ClashingProps) {
  const { app } = useWords();
  const { conflict } = useSetUpWords();
  const theirs = meanwhile.thing;
  const [found, setFound] = useState<Clash[]>(() => (theirs === null ? [] : clashes(form.base, theirs.spec, form.spec)));
  const go = (chosen: Spec) => form.join(theirs, chosen);
  const all = (taken: Whose) => (theirs === null ? form.spec : merged(theirs.spec, found.map((each) => ({ ...each, taken }))));
  return (
    <Modal opened onClose={form.back} size="lg" title={conflict.title} closeButtonProps={{ "aria-label": app.close }}>
      <div className="form">
        <SaidBy meanwhile={meanwhile} />
        {theirs !== null && <Choosing found={found} naming={naming} onChange={setFound} />}
        <div className="buttons">
          {theirs !== null && (
            <Button variant="default" onClick={() => go(all("theirs"))}>
              {conflict.takeTheirs}
            </Button>
          )}
          <Button variant="default" onClick={() => go(all("yours"))}>
            {conflict.keepMine}
          </Button>
          {theirs !== null && (
            <Button data-autofocus onClick={() => go(merged(theirs.spec, found))}>
              {conflict.go}
            </Button>
          )}
        </div>
      </div>
    </Modal>
  );
}

function SaidBy({ meanwhile: { thing, deed } }: { meanwhile: Meanwhile }) {
  const { conflict } = useSetUpWords();
  const moment = useMoment();
  return (
    <p>
      {deed === null ? conflict.unknown : conflict.by(deed.by, moment(deed.at))} {thing === null && conflict.removed}
    </p>
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
