import { Button, Textarea } from "@mantine/core";
import { useState } from "react";

import { useCaseIntent } from "../../api/cases";
import type { CaseDetail, Word } from "../../api/caseTypes";
import { useWords, wordFor } from "../../messages/use";
import { Trouble } from "../../shared/Trouble";
import { useMoment } from "../../shared/useMoment";
import { WhenForm } from "./CaseForms";
import { type WordAbout, wordAbout } from "./word";

const WORDS: readonly Word[] = ["spoke", "call_me_at", "refused", "message_left", "machine", "wrong_person"];

/** What came of an answered attempt. What was said already is put right behind a button, so that no second click does it. */
export function WordButtons({ of: each }: { of: CaseDetail }) {
  const words = useWords();
  const [again, setAgain] = useState(false);
  const about = wordAbout(each);
  if (about === null || !each.actions.includes("word")) return null;
  if (about.said === null || again) return <WordForm key={about.call_id} of={each} about={about} onSaid={() => setAgain(false)} />;
  return (
    <div className="buttons">
      <Button size="compact-md" variant="default" onClick={() => setAgain(true)}>
        {words.cases.wordAgain}
      </Button>
    </div>
  );
}

interface WordFormProps {
  of: CaseDetail;
  about: WordAbout;
  onSaid: () => void;
}

/** One click, but for a time that was asked for; a note goes with either. */
function WordForm({ of: each, about, onSaid }: WordFormProps) {
  const words = useWords();
  const moment = useMoment();
  const say = useCaseIntent(each.id);
  const [when, setWhen] = useState(false);
  const [note, setNote] = useState("");
  const send = (word: Word, call_at: string | null = null) =>
    say.mutate({ verb: "word", body: { call_id: about.call_id, word, call_at, note: note.trim() } }, { onSuccess: onSaid });
  const pending = say.isPending && say.variables.verb === "word" ? say.variables.body.word : null;
  return (
    <section className="word" aria-labelledby="word-title">
      <h3 id="word-title">{words.cases.wordTitle}</h3>
      <p className="hint">{words.cases.wordOf(about.agent, moment(about.at))}</p>
      {about.said && <p className="hint">{words.cases.wordSoFar(wordFor(words.cases.word, about.said.word), about.said.by)}</p>}
      <Textarea label={words.cases.wordNote} autosize minRows={1} maxLength={2000} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
      <div className="buttons">
        {WORDS.map((word) => (
          <Button
            key={word}
            size="compact-md"
            variant={word === "spoke" && about.said === null ? "filled" : "default"}
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
