import { useMe } from "../../app/me";
import { useFloor, useLiveAgent } from "../../live/hooks";
import { useWords } from "../../messages/use";
import { Empty, Loading, PageHead } from "../../shared/parts";
import { PhoneSection } from "../../phone/PhoneSection";
import { waitingFor } from "./asked";
import { DeskCall } from "./DeskCall";
import { DialOut } from "./DialOut";
import { HelpMe } from "./HelpMe";
import { MyCallbacks } from "./MyCallbacks";
import { MyDay } from "./MyDay";
import { MyState } from "./MyState";

/** The agent's own page: my state, my call, and whom I call. */
export function DeskPage() {
  const words = useWords();
  const { agent_id: id } = useMe();
  const known = useFloor((floor) => floor.seq >= 0);
  if (id === null) return <Empty>{words.desk.notAgent}</Empty>;
  if (!known) return <Loading />;
  return <Desk id={id} />;
}

function Desk({ id }: { id: number }) {
  const words = useWords();
  const agent = useLiveAgent(String(id));
  const waiting = useFloor((floor) => (agent ? waitingFor(floor.queues.values(), agent) : 0));
  if (agent === undefined) return <Empty>{words.agents.empty}</Empty>;
  return (
    <>
      <PageHead title={words.desk.title} figure={waiting} label={words.desk.waitingForMe} />
      <div className="desk">
        <MyState agent={agent} />
        <HelpMe agent={agent} />
        <DeskCall agent={agent} />
        <MyCallbacks agent={agent} />
        <DialOut agent={agent} />
        <MyDay agent={agent} />
        <PhoneSection />
      </div>
    </>
  );
}
