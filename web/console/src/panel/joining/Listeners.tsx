import { useListenings } from "../../api/joining";
import type { LiveCall } from "../../api/types";
import { useMe } from "../../app/me";
import { may } from "../../app/session";
import { useSpeech } from "../../messages/use";
import { clockTime } from "../../shared/format";
import { PanelSection } from "../../shared/SidePanel";

/** Who has listened to the call, how deep, from when to when. */
export function Listeners({ call, live }: { call: string; live: LiveCall | undefined }) {
  const { language, words } = useSpeech();
  const version = (live?.heard_by ?? []).map(({ user, depth }) => `${String(user)}${depth}`).join();
  const { data = [] } = useListenings(call, version, may(useMe(), "see_trail"));
  const time = (at: string) => clockTime(Date.parse(at), language);
  if (data.length === 0) return null;
  return (
    <PanelSection id="panel-listeners" title={words.joining.listeners}>
      <ul className="join-listeners">
        {data.map(({ id, user, depth, from_at, to_at, agent }) => (
          <li key={id}>
            <span className="figures">{to_at === null ? words.joining.since(time(from_at)) : words.joining.span(time(from_at), time(to_at))}</span>
            <span>{[`${user} ${words.joining.depth[depth]}`, agent].filter(Boolean).join(" · ")}</span>
          </li>
        ))}
      </ul>
    </PanelSection>
  );
}
