import { useListenings } from "../../api/joining";
import type { LiveCall } from "../../api/types";
import { useSpeech } from "../../messages/use";
import { clockTime } from "../../shared/format";
import { PanelSection } from "../../shared/SidePanel";

/** Who has listened to the call, how deep, from when to when, where that is the viewer's to know. */
export function Listeners({ call, live }: { call: string; live: LiveCall | undefined }) {
  const { joining } = useSpeech().words;
  const { data = [] } = useListenings(call, versionOf(live));
  if (data.length === 0) return null;
  return (
    <PanelSection id="panel-listeners" title={joining.listeners}>
      <ListenerList call={call} live={live} />
    </PanelSection>
  );
}

export function ListenerList({ call, live }: { call: string; live: LiveCall | undefined }) {
  const { language, words } = useSpeech();
  const { data = [] } = useListenings(call, versionOf(live));
  const time = (at: string) => clockTime(Date.parse(at), language);
  if (data.length === 0) return null;
  return (
    <ul className="join-listeners">
      {data.map(({ id, user, depth, from_at, to_at, agent }) => (
        <li key={id}>
          <span className="figures">{to_at === null ? words.joining.since(time(from_at)) : words.joining.span(time(from_at), time(to_at))}</span>
          <span>{[`${user} ${words.joining.depth[depth]}`, agent].filter(Boolean).join(" · ")}</span>
        </li>
      ))}
    </ul>
  );
}

function versionOf(live: LiveCall | undefined): string {
  return (live?.heard_by ?? []).map(({ user, depth }) => `${String(user)}${depth}`).join();
}
