import { useSearch } from "@tanstack/react-router";

import type { Filters } from "../../app/filters";
import { Redirect } from "../../app/Redirect";
import { useSession } from "../../app/session";
import { useWords } from "../../messages/use";
import { EntryFrame } from "./EntryFrame";
import { SignInForm } from "./SignInForm";

export function SignInPage() {
  const words = useWords();
  const { from } = useSearch({ strict: false }) as Filters;
  const { data: me } = useSession();
  if (me) return <Redirect href={innerAddress(from)} />;
  return (
    <EntryFrame title={words.sign.title}>
      <SignInForm />
    </EntryFrame>
  );
}

/** Only an address of this console: a link from elsewhere must not lead out of it. */
export function innerAddress(from: string | undefined): string {
  return from !== undefined && /^\/(?![/\\])/.test(from) && !from.startsWith("/sign-in") ? from : "/";
}
