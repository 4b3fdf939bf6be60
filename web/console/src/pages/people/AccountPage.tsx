import { useSessions } from "../../api/people";
import { useWords } from "../../messages/use";
import { PageHead } from "../../shared/parts";
import { OwnPassword } from "./OwnPassword";
import { SecondFactor } from "./SecondFactor";
import { Sessions } from "./Sessions";
import { Tokens } from "./Tokens";

/** One's own sessions, password, second factor and tokens. */
export function AccountPage() {
  const { account, app } = useWords();
  const sessions = useSessions("mine");
  return (
    <>
      <PageHead title={account.title} figure={sessions.data?.length ?? app.none} label={account.sessions} />
      <div className="access-page">
        <Sessions whose="mine" />
        <OwnPassword />
        <SecondFactor />
        <Tokens whose="mine" />
      </div>
    </>
  );
}
