import { Alert, Button, Modal } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";

import type { Change, Difference, Warned } from "../api/setup";
import { textIn } from "../messages/refusals";
import { useSetUpWords } from "../messages/setup/use";
import { useWords } from "../messages/use";
import { Trouble } from "../shared/Trouble";
import { labelOf, type Naming, shown } from "./shown";

interface ReviewProps {
  difference: Difference;
  naming: Naming;
  title?: string;
  hint?: string;
  yes?: string;
  pending: boolean;
  error: unknown;
  onYes: () => void;
  onClose: () => void;
}

/** What a save would change, before it does. */
export function Review({ difference: { changes, warnings }, naming, title, hint, yes, pending, error, onYes, onClose }: ReviewProps) {
  const { app } = useWords();
  const { save } = useSetUpWords();
  return (
    <Modal opened onClose={onClose} size="lg" title={title ?? save.title} closeButtonProps={{ "aria-label": app.close }}>
      <div className="form">
        {hint && <p className="hint">{hint}</p>}
        <Changes changes={changes} naming={naming} />
        <Warnings warnings={warnings} />
        <Trouble error={error} />
        <div className="buttons">
          <Button variant="default" onClick={onClose}>
            {app.cancel}
          </Button>
          <Button data-autofocus loading={pending} disabled={changes.length === 0} onClick={onYes}>
            {yes ?? save.confirm}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

/** Field by field: before and after. */
export function Changes({ changes, naming }: { changes: readonly Change[]; naming: Naming }) {
  const words = useSetUpWords();
  const { save } = words;
  const telling = changes.filter(({ before, after }) => !(isEmpty(before) && isEmpty(after)));
  if (changes.length === 0) return <p className="empty">{save.nothing}</p>;
  return (
    <table className="difference">
      <thead>
        <tr>
          <th>{save.field}</th>
          <th>{save.before}</th>
          <th>{save.after}</th>
        </tr>
      </thead>
      <tbody>
        {telling.map(({ field, before, after }) => (
          <tr key={field}>
            <th scope="row">{labelOf(naming, field)}</th>
            <td className="difference-before">{shown(before, field, naming, words)}</td>
            <td>{isAnother(before, after) ? save.secretChanged : shown(after, field, naming, words)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Of what is new, or goes, the fields with nothing in them tell nothing. */
function isEmpty(value: unknown): boolean {
  return value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

/** A secret is told as whether there is one: changed, it is true before and after. */
function isAnother(before: unknown, after: unknown): boolean {
  return before === true && after === true;
}

function Warnings({ warnings }: { warnings: readonly Warned[] }) {
  const words = useWords();
  const { save } = useSetUpWords();
  if (warnings.length === 0) return null;
  return (
    <Alert color="orange" variant="light" className="warned" icon={<IconAlertTriangle aria-hidden />} title={save.warnings}>
      <ul>
        {warnings.map(({ sentence }) => (
          <li key={sentence}>{textIn(words, sentence)}</li>
        ))}
      </ul>
    </Alert>
  );
}
