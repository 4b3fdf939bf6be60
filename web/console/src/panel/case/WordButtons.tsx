import { Button } from "@mantine/core";
import { useState } from "react";

import { useCaseIntent } from "../../api/cases";
import type { CaseDetail, Word } from "../../api/caseTypes";
import { useWords } from "../../messages/use";
import { Trouble } from "../../shared/Trouble";
import { useMoment } from "../../shared/useMoment";
import { WhenForm } from "./CaseForms";

const WORDS: readonly Word[] = ["spoke", "call_me_at", "refused", "message_left", "machine", "wrong_person"];

/** What came of an answered attempt: one click, but for a time that was asked for. */
export function WordButtons({ of: each }: { of: CaseDetail }) {
  const words = useWords();
  const moment = useMoment();
  const say = useCaseIntent(each.id);
  const [when, setWhen] = useState(false);
  const due = each.word_due;
  if (due === null || !each.actions.includes("word")) return null;
  const send = (word: Word, call_at: string | null = null) =>
    say.mutate({ verb: "word", body: { call_id: due.call_id, word, call_at, note: "" } }, { onSuccess: () => setWhen(false) });
  const pending = say.isPending && say.variables.verb === "word" ? say.variables.body.word : null;
  return (
    <section className="word" aria-labelledby="word-title">
      <h3 id="word-title">{words.cases.wordTitle}</h3>
      <p className="hint">{words.cases.wordOf(due.agent?.name ?? "", moment(due.at))}</p>
      <div className="buttons">
        {WORDS.map((word) => (
          <Button
            key={word}
            size="compact-md"
            variant={word === "spoke" ? "filled" : "default"}
            loading={pending === word && !when}
            aria-expanded={word === "call_me_at" ? when : undefined}
            onClick={() => (word === "call_me_at" ? setWhen(!when) : send(word))}
          >
            {words.cases.word[word]}
          </Button>
        ))}
      </div>
      {when && (
        <WhenForm
          label={words.cases.callAt}
          submit={words.cases.save}
          zone={each.zone}
          pending={say.isPending}
          onSend={(at) => send("call_me_at", at)}
          onCancel={() => setWhen(false)}
        />
      )}
      <Trouble error={say.error} />
    </section>
  );
}
