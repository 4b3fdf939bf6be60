import { Button } from "@mantine/core";
import { useEffect, useRef } from "react";

import { useWords } from "../messages/use";
import { CopyButton } from "../shared/OneTime";

/** Recovery codes, the only time that they are shown. They take the place of a form: whoever was in it is led to their title. */
export function PaperCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const { factor } = useWords();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  return (
    <div className="form">
      <h2 className="paper-title" tabIndex={-1} ref={title}>
        {factor.codesTitle}
      </h2>
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
