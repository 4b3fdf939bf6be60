import { Button, Modal, NativeSelect, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";

import { type BroadcastRow, useBroadcast, useBroadcasts, useWithdraw } from "../../api/floor";
import { useProjects } from "../../api/queries";
import { useMe } from "../../app/me";
import { mayIn } from "../../app/session";
import { useServerSecond } from "../../live/clock";
import { useWords } from "../../messages/use";
import { Loading } from "../../shared/parts";
import { useProjectsWith } from "../../shared/projects";
import { Trouble } from "../../shared/Trouble";
import { useMoment } from "../../shared/useMoment";
import { LASTS, LONGEST } from "../agents/Message";

/** Says something to agents, and shows who has read what was said. */
export function Broadcasts({ onClose }: { onClose: () => void }) {
  const { floor, app } = useWords();
  return (
    <Modal opened size="lg" onClose={onClose} title={floor.broadcast} closeButtonProps={{ "aria-label": app.close }}>
      <BroadcastForm />
      <h3 className="broadcast-history">{floor.said}</h3>
      <History />
    </Modal>
  );
}

function BroadcastForm() {
  const words = useWords();
  const { floor } = words;
  const [text, setText] = useState("");
  const everybody = mayIn(useMe(), "run_floor", null);
  const projects = useProjectsWith("run_floor");
  const [chosen, setChosen] = useState<string>();
  const project = chosen ?? (everybody ? "" : String(projects[0]?.id ?? ""));
  const [minutes, setMinutes] = useState("60");
  const send = useBroadcast();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send.mutate({ text: text.trim(), project: project === "" ? null : Number(project), minutes: Number(minutes) }, { onSuccess: () => setText("") });
  };
  return (
    <form className="form" onSubmit={submit}>
      <Textarea data-autofocus label={floor.text} value={text} maxLength={LONGEST} autosize minRows={2} onChange={(event) => setText(event.currentTarget.value)} />
      <NativeSelect
        label={floor.to}
        value={project}
        data={[...(everybody ? [{ value: "", label: floor.everybody }] : []), ...projects.map(({ id, name }) => ({ value: String(id), label: name }))]}
        onChange={(event) => setChosen(event.currentTarget.value)}
      />
      <NativeSelect label={floor.shownFor} value={minutes} data={LASTS.map((each) => ({ value: each, label: floor.lasts(Number(each)) }))} onChange={(event) => setMinutes(event.currentTarget.value)} />
      <Trouble error={send.error} />
      <div className="buttons">
        <Button type="submit" loading={send.isPending} disabled={text.trim() === "" || (project === "" && !everybody)}>
          {floor.send}
        </Button>
      </div>
    </form>
  );
}

function History() {
  const { floor } = useWords();
  const { data: broadcasts, error } = useBroadcasts();
  if (error !== null) return <Trouble error={error} />;
  if (broadcasts === undefined) return <Loading />;
  if (broadcasts.length === 0) return <p className="hint">{floor.nothingSaid}</p>;
  return (
    <ul className="broadcasts">
      {broadcasts.map((each) => (
        <Said key={each.id} broadcast={each} />
      ))}
    </ul>
  );
}

function Said({ broadcast }: { broadcast: BroadcastRow }) {
  const { floor } = useWords();
  const moment = useMoment();
  const { data: projects = [] } = useProjects();
  const now = useServerSecond();
  const withdraw = useWithdraw();
  const runs = mayIn(useMe(), "run_floor", broadcast.project_id);
  const open = broadcast.withdrawn_at === null && Date.parse(broadcast.until) / 1_000 > now;
  const read = broadcast.receipts.filter((each) => each.read_at !== null);
  const to = broadcast.agent ?? projects.find(({ id }) => id === broadcast.project_id)?.name ?? floor.everybody;
  return (
    <li className={open ? "broadcast" : "broadcast row-away"}>
      <p className="broadcast-text">{broadcast.text}</p>
      <p className="hint">
        {floor.saidBy(broadcast.by, moment(broadcast.at), to)}{" "}
        {broadcast.withdrawn_by !== null && broadcast.withdrawn_at !== null && floor.withdrawnBy(broadcast.withdrawn_by, moment(broadcast.withdrawn_at))}
      </p>
      <details>
        <summary className="figures">{floor.readBy(read.length, broadcast.receipts.length)}</summary>
        <ul className="receipts">
          {broadcast.receipts.map((each) => (
            <li key={each.agent}>
              {each.agent}: <span className="figures">{each.read_at === null ? floor.notRead : moment(each.read_at)}</span>
            </li>
          ))}
        </ul>
      </details>
      <Trouble error={withdraw.error} />
      {open && runs && (
        <Button size="compact-sm" variant="default" loading={withdraw.isPending} onClick={() => withdraw.mutate(broadcast.id)}>
          {floor.withdraw}
        </Button>
      )}
    </li>
  );
}
