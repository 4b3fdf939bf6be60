import { useWords } from "../messages/use";
import { Trouble } from "../shared/Trouble";

/** Shown when a whole page failed to draw, or its code could not be fetched. */
export function Broken({ error }: { error: unknown }) {
  const words = useWords();
  return (
    <main className="entry">
      <h1>{words.app.name}</h1>
      <Trouble error={error} onRetry={() => location.reload()} />
    </main>
  );
}
