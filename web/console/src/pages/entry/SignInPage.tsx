import { useRouter, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";

import type { Filters } from "../../app/filters";
import { useSession } from "../../app/session";
import { useWords } from "../../messages/use";
import { EntryFrame } from "./EntryFrame";
import { SignInForm } from "./SignInForm";

export function SignInPage() {
  const words = useWords();
  const router = useRouter();
  const { from } = useSearch({ strict: false }) as Filters;
  const { data: me } = useSession();
  useEffect(() => {
    if (me) router.history.replace(innerAddress(from));
  }, [me, from, router]);
  if (me) return null;
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
