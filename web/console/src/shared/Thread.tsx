import { Button, Textarea } from "@mantine/core";
import type { FormEvent } from "react";

import type { CaseText, TextRow } from "../api/caseTypes";
import { useReply } from "../api/texts";
import { useMe } from "../app/me";
import { mayIn } from "../app/session";
import { useWords, wordFor } from "../messages/use";
import { TextMark } from "./caseMarks";
import { Trouble } from "./Trouble";
import { useDraft } from "./useDraft";
import { useMoment } from "./useMoment";

type Text = CaseText | TextRow;

interface ThreadProps {
  /** In order of time. */
  texts: readonly Text[];
  contact: number;
  /** The contact's. */
  project: number;
  /** Where to write to a customer who has not written to us. */
  number?: string | undefined;
  children?: (text: Text) => React.ReactNode;
}

/** What was written between a customer and us, and a field to answer in. `children` adds to each text. */
export function Thread({ texts, contact, project, number, children }: ThreadProps) {
  const words = useWords();
  const wrote = texts.some(({ direction }) => direction === "in");
  return (
    <div className="thread">
      {texts.length === 0 && <p className="hint">{words.texts.noThread}</p>}
      <ol>
        {texts.map((text) => (
          <li key={text.id} className={`text text-${text.direction}`}>
            <TextHead text={text} />
            <p className="text-body">{text.body}</p>
            {children?.(text)}
          </li>
        ))}
      </ol>
      {mayIn(useMe(), "work_cases", project) && <Reply contact={contact} number={wrote ? null : (number ?? null)} />}
    </div>
  );
}

function TextHead({ text }: { text: Text }) {
  const words = useWords();
  const moment = useMoment();
  const why = "detail" in text ? text.detail : text.why;
  return (
    <p className="text-head">
      <span>{words.texts.directions[text.direction]}</span>
      <time dateTime={text.at} className="figures">
        {moment(text.at)}
      </time>
      {text.direction === "out" && <TextMark status={text.status} />}
      {why && <span className="note">{wordFor(words.texts.why, why)}</span>}
      {text.answered_at !== null && <span className="note">{words.texts.dealtBy(text.answered_by ?? "", moment(text.answered_at))}</span>}
    </p>
  );
}

function Reply({ contact, number }: { contact: number; number: string | null }) {
  const words = useWords();
  const reply = useReply();
  const { text: body, type, letGo } = useDraft(`reply ${contact}`);
  const send = (event: FormEvent) => {
    event.preventDefault();
    letGo();
    reply.mutate({ contact_id: contact, number, body: body.trim() }, { onSuccess: () => type(""), onError: () => type(body) });
  };
  return (
    <form className="form" onSubmit={send}>
      <Textarea label={words.texts.replyLabel} autosize minRows={2} maxLength={1600} value={body} onChange={(event) => type(event.currentTarget.value)} />
      <Trouble error={reply.error} />
      <div className="buttons">
        <Button type="submit" size="compact-md" loading={reply.isPending} disabled={body.trim() === ""}>
          {words.texts.reply}
        </Button>
        <span role="status" className="hint">
          {reply.isSuccess && body === "" && words.texts.sent}
        </span>
      </div>
    </form>
  );
}
