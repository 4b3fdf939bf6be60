import { IconCircleCheck, IconHelpCircle, IconPlugConnectedX } from "@tabler/icons-react";

import { useFloorList } from "../../live/hooks";
import { useWords } from "../../messages/use";
import { Elapsed } from "../../shared/Elapsed";
import { Section } from "../../shared/parts";

/** The ways to the outside, by the switch's own word. */
export function Trunks() {
  const { floor } = useWords();
  const trunks = useFloorList(({ trunks }) => [...trunks.values()]);
  if (trunks.length === 0) return null;
  return (
    <Section id="trunks" title={floor.trunks}>
      <ul className="trunks">
        {trunks.map((trunk) => (
          <li key={trunk.id} className="agent-tile">
            <span className="agent-name">{trunk.id}</span>
            <TrunkMark up={trunk.up} />
            <Elapsed since={trunk.since} />
            <span className="trunk-calls figures">{floor.trunkCalls(trunk.calls, trunk.channels)}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function TrunkMark({ up }: { up: boolean | null }) {
  const { floor } = useWords();
  const [Sign, tone, word] =
    up === null ? ([IconHelpCircle, "quiet", floor.trunkUnknown] as const) : up ? ([IconCircleCheck, "good", floor.trunkUp] as const) : ([IconPlugConnectedX, "bad", floor.trunkDown] as const);
  return (
    <span className={`mark mark-${tone}`}>
      <Sign size={16} aria-hidden />
      {word}
    </span>
  );
}
