import { Button } from "@mantine/core";

import { useHistory } from "../../api/contacts";
import type { Then } from "../../api/caseTypes";
import { type FilterPatch, useFilters } from "../../app/filters";
import { useMe } from "../../app/me";
import { may } from "../../app/session";
import { useWords } from "../../messages/use";
import { Loading } from "../../shared/parts";
import { Trouble } from "../../shared/Trouble";
import { useMoment } from "../../shared/useMoment";
import { lineOf } from "./then";

/** Calls, cases and texts, newest first; each opens. */
export function ContactHistory({ id }: { id: number }) {
  const { contacts } = useWords();
  const history = useHistory(id);
  const then = history.data?.pages.flatMap((page) => page.history) ?? [];
  return (
    <>
      <Trouble error={history.error} onRetry={() => void history.refetch()} />
      {history.isPending && !history.isError && <Loading />}
      {history.isSuccess && then.length === 0 && <p className="hint">{contacts.noHistory}</p>}
      <ol className="timeline contact-history">
        {then.map((each) => (
          <ThenLine key={`${each.kind} ${each.id}`} then={each} contact={id} />
        ))}
      </ol>
      {history.hasNextPage && (
        <Button size="compact-sm" variant="default" loading={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
          {contacts.more}
        </Button>
      )}
    </>
  );
}

export function ThenLine({ then, contact }: { then: Then; contact: number }) {
  const words = useWords();
  const moment = useMoment();
  const { change } = useFilters();
  const opens = useOpens(then, contact);
  const text = lineOf(then, words);
  return (
    <li>
      <time dateTime={then.at} className="figures">
        {moment(then.at)}
      </time>
      {opens === null ? (
        <span>{text}</span>
      ) : (
        <button type="button" className="text-button" onClick={() => change(opens)}>
          {text}
        </button>
      )}
    </li>
  );
}

/** A call is shown over the contact; a case and the texts in the place of both. */
function useOpens(then: Then, contact: number): FilterPatch | null {
  const me = useMe();
  switch (then.kind) {
    case "call":
      return may(me, "see_calls") ? { call: then.id } : null;
    case "case":
      return { call: undefined, contact: undefined, case: then.id };
    case "text":
      return { call: undefined, contact: undefined, case: undefined, thread: String(contact) };
  }
}
