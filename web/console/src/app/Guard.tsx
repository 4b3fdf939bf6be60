import { Modal } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { useEffect, useState } from "react";

import { onSignedOut } from "../api/client";
import { useWords } from "../messages/use";
import { SignInForm } from "../pages/entry/SignInForm";
import { Loading } from "../shared/parts";
import { phone } from "../phone/phone";
import { Trouble } from "../shared/Trouble";
import { forgetDrafts } from "../shared/useDraft";
import { formatFilters } from "./filters";
import { LiveLink, tryLinkNow } from "./LiveLink";
import { MeContext } from "./me";
import { Redirect } from "./Redirect";
import { forgetWhatWasShown, leaveByChoice, leftByChoice, SESSION_KEY, useSession } from "./session";
import { Shell } from "./Shell";
import { onLeaving } from "./together";

/** Lets in who is signed in. A session that ends later is renewed in a window over the page, which keeps what is typed; after a
 * sign-out in another tab nothing of the page is left. */
export function Guard() {
  const session = useSession();
  useLeavingTogether();
  if (session.isPending) return <Loading />;
  if (session.isError) return <EntryTrouble error={session.error} retry={() => void session.refetch()} />;
  if (session.data === null) return <ToSignIn />;
  return (
    <MeContext value={session.data}>
      <LiveLink />
      <Shell />
      <SignInAgain />
    </MeContext>
  );
}

function useLeavingTogether(): void {
  const client = useQueryClient();
  useEffect(() => {
    return onLeaving(() => {
      forgetDrafts();
      leaveByChoice(client);
    });
  }, [client]);
}

function ToSignIn() {
  const { href } = useLocation();
  const client = useQueryClient();
  const [from] = useState(() => (leftByChoice(client) ? undefined : href));
  useEffect(() => forgetWhatWasShown(client), [client]);
  return <Redirect href={`/sign-in${formatFilters({ from })}`} />;
}

function EntryTrouble({ error, retry }: { error: Error; retry: () => void }) {
  const words = useWords();
  return (
    <main className="entry">
      <h1>{words.app.name}</h1>
      <Trouble error={error} onRetry={retry} />
    </main>
  );
}

function SignInAgain() {
  const words = useWords();
  const [ended, setEnded] = useState(false);
  const client = useQueryClient();
  useEffect(() => onSignedOut(() => setEnded(true)), []);
  const goOn = () => {
    setEnded(false);
    tryLinkNow();
    phone.again();
    void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
  };
  return (
    <Modal opened={ended} onClose={() => undefined} withCloseButton={false} closeOnEscape={false} title={words.sign.title}>
      <p className="hint">{words.sign.ended}</p>
      <SignInForm onDone={goOn} />
    </Modal>
  );
}
