import type { Contact } from "../api/caseTypes";
import { useCallDetail } from "../api/queries";
import type { CallDetail, LiveCall } from "../api/types";
import { useFilters } from "../app/filters";
import { useMe } from "../app/me";
import { may, mayIn } from "../app/session";
import { CallControls } from "../call/CallControls";
import { useLiveCall } from "../live/hooks";
import { useSpeech, useWords, wordFor } from "../messages/use";
import { Elapsed } from "../shared/Elapsed";
import { clockTime, duration } from "../shared/format";
import { CallMark, LiveRecordingMark, OutcomeMark } from "../shared/marks";
import { Fence } from "../shared/parts";
import { useProject } from "../shared/projects";
import { Awaited, Fact, SidePanel } from "../shared/SidePanel";
import { useNumber } from "../shared/useNumber";
import { useMoment } from "../shared/useMoment";
import { BlockCaller } from "./BlockCaller";
import { CallCase } from "./CallCase";
import { CallNotes } from "./CallNotes";
import { CallRecording, useRecordingOf } from "./CallRecording";
import { CallerHistory, useCaller } from "./contact/CallerHistory";
import { Ending } from "./joining/Ending";
import { useMyHearing } from "./joining/hooks";
import { JoinSection } from "./joining/JoinSection";
import { Listeners } from "./joining/Listeners";
import { Timeline } from "./Timeline";

/** One call, beside the page it was opened from. Escape or the cross closes it and leads back to where one was. */
export function CallPanel({ id }: { id: string }) {
  const words = useWords();
  const { change } = useFilters();
  const live = useLiveCall(id);
  const detail = useCallDetail(id, live === undefined ? "over" : `${live.state} ${live.since} ${live.recording}`);
  const number = useNumber();
  const known = live ?? detail.data;
  const close = () => change({ call: undefined, t: undefined });
  const joined = useMyHearing(live) !== undefined;
  const title = known === undefined ? words.panel.title : number(known.customer);
  return (
    <SidePanel title={title} closeLabel={words.panel.closePanel} onClose={close} onEscape={joined ? leaveFirst : close}>
      {live && <LiveHead call={live} />}
      <Ending id={id} live={live !== undefined} />
      <Awaited asked={detail} gone={live === undefined ? words.panel.gone : null} />
      {detail.data && <Detail call={detail.data} live={live} />}
    </SidePanel>
  );
}

/** The first Escape leaves the call (`useJoinKeys`), the next closes the panel. */
const leaveFirst = () => undefined;

function LiveHead({ call }: { call: LiveCall }) {
  const me = useMe();
  const listens = mayIn(me, "listen", call.project_id);
  const steers = mayIn(me, "run_calls", call.project_id) || (me.agent_id !== null && me.agent_id === call.agent_id);
  return (
    <div className="panel-live">
      <p className="panel-state">
        <CallMark state={call.state} />
        <Elapsed since={call.since} />
        <LiveRecordingMark recording={call.recording} />
      </p>
      {listens && <JoinSection call={call} />}
      {steers && call.answered_at !== null && <CallControls call={call} />}
    </div>
  );
}

function Detail({ call, live }: { call: CallDetail; live: LiveCall | undefined }) {
  const words = useWords();
  const me = useMe();
  const heard = useRecordingOf(call);
  const caller = useCaller(call.project, call.customer, may(me, "see_cases"));
  return (
    <>
      {live === undefined && call.outcome !== null && (
        <p className="panel-state">
          <OutcomeMark outcome={call.outcome} />
          {call.reason !== null && <span>{wordFor(words.reason, call.reason)}</span>}
        </p>
      )}
      {may(me, "see_cases") && <CallCase call={call.id} />}
      <Fence fallback={<p role="alert">{words.app.broken}</p>}>
        <CallRecording call={call} live={live !== undefined} heard={heard} />
      </Fence>
      <CallNotes call={call} />
      <Parties call={call} caller={caller} />
      {caller && <History call={call} caller={caller} />}
      <BlockCaller call={call} />
      <Listeners call={call.id} live={live} />
      <Timeline call={call} recording={live === undefined ? heard.known.data : null} onJump={heard.jumpTo} />
    </>
  );
}

function Parties({ call, caller }: { call: CallDetail; caller: Contact | undefined }) {
  const words = useWords();
  const { columns, panel } = words;
  const number = useNumber();
  const project = useProject(call.project);
  const zone = zoneOf(caller) ?? project?.zone;
  return (
    <section aria-labelledby="panel-parties">
      <h3 id="panel-parties">{panel.parties}</h3>
      <dl className="facts">
        <Fact name={columns.direction} value={words.direction[call.direction]} />
        <Fact name={columns.customer} value={number(call.customer)} />
        <Fact name={columns.dialled} value={call.dialled} />
        <Fact name={columns.project} value={project?.name ?? call.project} />
        <Fact name={columns.queue} value={call.queue} />
        <Fact name={columns.trunk} value={call.trunk} />
        <Fact name={columns.agent} value={call.agent} />
        <When name={panel.arrived} at={call.arrived_at} zone={zone} />
        <When name={panel.answered} at={call.answered_at} zone={zone} />
        <When name={panel.ended} at={call.ended_at} zone={zone} />
        <Fact name={columns.wait} value={call.wait_seconds === null ? null : duration(call.wait_seconds)} />
        <Fact name={columns.talk} value={call.talk_seconds === null ? null : duration(call.talk_seconds)} />
        <Fact name={columns.disposition} value={call.disposition} />
      </dl>
    </section>
  );
}

/** Also what came after: one looks at old calls too. */
function History({ call, caller }: { call: CallDetail; caller: Contact }) {
  const { contacts } = useWords();
  return <CallerHistory contact={caller} number={call.customer ?? ""} call={call.id} id="panel-history" title={contacts.history} none={contacts.nothingElse} />;
}

/** The customer's zone, where there is one that we know or infer. */
function zoneOf(caller: Contact | undefined): string | undefined {
  return caller?.zones.length === 1 ? caller.zones[0] : undefined;
}

/** In the viewer's zone; beside it in the customer's, or else the project's, where that shows another time. */
function When({ name, at, zone }: { name: string; at: string | null; zone: string | undefined }) {
  const { language, words } = useSpeech();
  const moment = useMoment();
  if (at === null) return null;
  const mine = clockTime(Date.parse(at), language);
  const theirs = zone === undefined ? mine : clockTime(Date.parse(at), language, zone);
  return (
    <>
      <dt>{name}</dt>
      <dd className="figures">
        {moment(at)}
        {zone !== undefined && theirs !== mine && <span className="note">{words.panel.zoneTime(theirs, zone)}</span>}
      </dd>
    </>
  );
}
