import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";

import type { Needs, SignInReply } from "../../api/factor";
import type { Me } from "../../api/types";
import { SESSION_KEY } from "../../app/session";
import { Loading } from "../../shared/parts";
import { CodeStep } from "./CodeStep";
import { PasswordStep } from "./PasswordStep";

const SetUpStep = lazy(async () => ({ default: (await import("./SetUpStep")).SetUpStep }));

/** Name and password, and then what else is asked of this person. */
export function SignInForm({ onDone }: { onDone?: () => void }) {
  const client = useQueryClient();
  const [needs, setNeeds] = useState<Needs | null>(null);
  const [over, setOver] = useState<unknown>(null);
  const enter = (me: Me) => {
    client.setQueryData(SESSION_KEY, me);
    onDone?.();
  };
  const go = ({ me, needs: step }: SignInReply) => {
    setOver(null);
    setNeeds(step);
    if (me) enter(me);
  };
  const again = (why: unknown) => {
    setNeeds(null);
    setOver(why);
  };
  switch (needs) {
    case null:
      return <PasswordStep over={over} onDone={go} />;
    case "code":
      return <CodeStep onDone={go} onAgain={again} />;
    case "set_up":
      return (
        <Suspense fallback={<Loading />}>
          <SetUpStep onDone={enter} onAgain={again} />
        </Suspense>
      );
  }
}
