import { Button } from "@mantine/core";

import { useWords } from "../messages/use";
import { CopyButton } from "../shared/OneTime";

/** Recovery codes, the only time that they are shown. */
export function PaperCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const { factor } = useWords();
  return (
    <div className="form">
      <h2 className="paper-title">{factor.codesTitle}</h2>
      <p>{factor.codesHint}</p>
      <ol className="paper-codes figures">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className="buttons">
        <CopyButton text={codes.join("\n")} />
        <Button onClick={onDone}>{factor.kept}</Button>
      </div>
    </div>
  );
}
