import { Button } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";

import { useBrowserSecond } from "../live/clock";
import { useLink } from "../live/hooks";
import { type Link, liveStore } from "../live/store";
import { useSpeech, useWords } from "../messages/use";
import { clockTime } from "../shared/format";
import { tryLinkNow } from "./LiveLink";

/** Says when what is shown is not what is: since when, and the state of which moment. Silent while the link is up. */
export function LinkState() {
  const link = useLink();
  return (
    <>
      <p className="visually-hidden" role="status">
        <LinkWord link={link} />
      </p>
      {link.kind === "lost" && <LostBanner link={link} />}
    </>
  );
}

function LinkWord({ link }: { link: Link }) {
  const words = useWords();
  const sentence = useLostSentence(link);
  if (link.kind === "lost") return sentence;
  return link.kind === "live" ? words.link.live : words.link.connecting;
}

function LostBanner({ link }: { link: Link & { kind: "lost" } }) {
  const words = useWords();
  return (
    <div className="lost-banner">
      <IconPlugConnectedX size={18} aria-hidden />
      <span>{useLostSentence(link)}</span>
      <NextTry retryAt={link.retryAt} />
      <Button size="compact-sm" variant="default" onClick={tryLinkNow}>
        {words.link.tryNow}
      </Button>
    </div>
  );
}

function useLostSentence(link: Link): string {
  const { language, words } = useSpeech();
  if (link.kind !== "lost") return "";
  const since = clockTime(link.since, language);
  const known = liveStore.floor.seq >= 0;
  return known ? words.link.lostSince(since, clockTime(liveStore.heardAt, language)) : words.link.neverHeard(since);
}

function NextTry({ retryAt }: { retryAt: number | null }) {
  const words = useWords();
  const now = useBrowserSecond();
  const left = retryAt === null ? 0 : Math.ceil(retryAt / 1_000 - now);
  return <span className="figures">{left > 0 ? words.link.nextTry(left) : words.link.trying}</span>;
}
