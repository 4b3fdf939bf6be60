import { ActionIcon } from "@mantine/core";
import { IconLogout } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";

import { remove } from "../api/client";
import { useMyPhone } from "../api/phone";
import { useLiveAgent } from "../live/hooks";
import { useWords } from "../messages/use";
import { sentenceOf } from "../shared/Trouble";
import { forgetDrafts } from "../shared/useDraft";
import { whatEnds } from "./leaving";
import { useMe } from "./me";
import { leaveByChoice } from "./session";
import { tellOfLeaving } from "./together";

const Confirm = lazy(async () => ({ default: (await import("../shared/Confirm")).Confirm }));

/** Ends the session; in the middle of a call only after it was said what that does to the customer. */
export function SignOut() {
  const words = useWords();
  const { agent_id: id } = useMe();
  const agent = useLiveAgent(String(id));
  const { data: mine } = useMyPhone(id !== null);
  const [asked, setAsked] = useState(false);
  const leave = useLeave();
  const ends = whatEnds(agent, mine?.phone);
  const label = leave.isError ? sentenceOf(leave.error, words) : words.app.signOut;
  return (
    <>
      <ActionIcon
        className="sign-out"
        variant="subtle"
        color={leave.isError ? "red" : "gray"}
        aria-label={label}
        title={label}
        loading={leave.isPending}
        onClick={() => (ends === null ? leave.mutate() : setAsked(true))}
      >
        <IconLogout size={17} aria-hidden />
      </ActionIcon>
      {asked && ends !== null && (
        <Suspense fallback={null}>
          <Confirm
            question={words.leaving.question}
            yes={words.leaving.yes}
            grave
            pending={leave.isPending}
            error={leave.error}
            onYes={() => leave.mutate()}
            onClose={() => setAsked(false)}
          >
            <p>{words.leaving[ends]}</p>
          </Confirm>
        </Suspense>
      )}
    </>
  );
}

function useLeave() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => remove("/api/session"),
    onSuccess: () => {
      forgetDrafts();
      leaveByChoice(client);
      tellOfLeaving();
    },
  });
}
