import { usePlays } from "../../api/recordings";
import { useWords } from "../../messages/use";
import { useMoment } from "../../shared/useMoment";

export function HeardBy({ id }: { id: string }) {
  const { recordings, player } = useWords();
  const moment = useMoment();
  const plays = usePlays(id);
  if (plays.data === undefined) return null;
  return (
    <div className="heard-by">
      <h4>{recordings.heardBy}</h4>
      {plays.data.length === 0 ? <p className="hint">{recordings.heardByNobody}</p> : null}
      <ul className="figures">
        {plays.data.map(({ user, at, downloaded }, index) => (
          <li key={`${user} ${at} ${String(index)}`}>
            {[user, moment(at), downloaded ? player.tookAway : ""].filter(Boolean).join(", ")}
          </li>
        ))}
      </ul>
    </div>
  );
}
