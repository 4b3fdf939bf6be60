import { Button } from "@mantine/core";
import { useState } from "react";

import { type Person, type Token, useRevokeToken, useTokens, type Whose } from "../../api/people";
import type { Messages } from "../../messages/catalogue";
import { useWords } from "../../messages/use";
import { Confirm } from "../../shared/Confirm";
import { Loading } from "../../shared/parts";
import { PanelSection } from "../../shared/SidePanel";
import { Trouble } from "../../shared/Trouble";
import { useMoment } from "../../shared/useMoment";
import { MakeToken } from "./MakeToken";

interface TokensProps {
  whose: Whose;
  /** Whose they are, where they are not one's own. */
  owner?: Person;
}

/** What programs come in with. */
export function Tokens({ whose, owner }: TokensProps) {
  const { tokens } = useWords();
  const asked = useTokens(whose);
  const [makes, setMakes] = useState(false);
  const [ends, setEnds] = useState<Token | null>(null);
  const found = asked.data ?? [];
  return (
    <PanelSection id="tokens" title={tokens.title}>
      <p className="hint">{tokens.hint}</p>
      <Trouble error={asked.error} onRetry={() => void asked.refetch()} />
      {asked.isPending && !asked.isError && <Loading />}
      {asked.data && found.length === 0 && <p className="hint">{tokens.none}</p>}
      <ul className="access-list">
        {found.map((token) => (
          <OneToken key={token.id} token={token} onRevoke={() => setEnds(token)} />
        ))}
      </ul>
      {(owner === undefined || owner.active) && (
        <Button size="compact-md" variant="default" onClick={() => setMakes(true)}>
          {tokens.make}
        </Button>
      )}
      {makes && <MakeToken whose={whose} owner={owner} onClose={() => setMakes(false)} />}
      {ends && <Revoke whose={whose} token={ends} onClose={() => setEnds(null)} />}
    </PanelSection>
  );
}

function OneToken({ token, onRevoke }: { token: Token; onRevoke: () => void }) {
  const words = useWords();
  const moment = useMoment();
  const [openedAt] = useState(() => Date.now());
  const ended = token.revoked_at !== null || Date.parse(token.expires_at) <= openedAt;
  const standing = standingText(token, ended, words, moment);
  const used = token.used_at === null ? words.tokens.neverUsed : words.tokens.used(moment(token.used_at));
  return (
    <li className={ended ? "row-away" : undefined}>
      <div className="access-what">
        <span className="access-name">{token.name}</span>
        <span className="hint figures">
          {standing}, {used}
        </span>
        <span className="hint">{token.permissions.map((each) => words.permissions[each]).join("; ")}</span>
      </div>
      {!ended && (
        <Button size="compact-sm" variant="default" aria-label={words.tokens.revokeOne(token.name)} onClick={onRevoke}>
          {words.tokens.revoke}
        </Button>
      )}
    </li>
  );
}

function standingText(token: Token, ended: boolean, { tokens }: Messages, moment: (instant: string) => string): string {
  if (token.revoked_at !== null) return tokens.revoked;
  return ended ? tokens.expired : tokens.until(moment(token.expires_at));
}

function Revoke({ whose, token, onClose }: { whose: Whose; token: Token; onClose: () => void }) {
  const { tokens } = useWords();
  const revoke = useRevokeToken(whose);
  return (
    <Confirm
      question={tokens.revokeSure(token.name)}
      yes={tokens.revoke}
      pending={revoke.isPending}
      error={revoke.error}
      onYes={() => revoke.mutate(token.id, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{tokens.revokeMeans}</p>
    </Confirm>
  );
}
