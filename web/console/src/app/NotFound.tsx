import { Link } from "@tanstack/react-router";

import { useWords } from "../messages/use";

export function NotFound() {
  const words = useWords();
  return (
    <main className="entry">
      <h1>{words.app.name}</h1>
      <p>{words.app.notFound}</p>
      <Link to="/">{words.pages.wall}</Link>
    </main>
  );
}
