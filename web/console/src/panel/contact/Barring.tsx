import { Button } from "@mantine/core";
import { useState } from "react";

import { useListed, usePutOnList } from "../../api/contacts";
import type { Contact, Listed } from "../../api/caseTypes";
import { useWords } from "../../messages/use";
import { Confirm } from "../../shared/Confirm";
import { nameOf } from "../../shared/contactName";
import { PanelSection } from "../../shared/SidePanel";
import { TakeOff } from "../../shared/TakeOff";
import { useMoment } from "../../shared/useMoment";
import { useProject } from "../../shared/projects";
import { WhyAndWhere } from "../../shared/WhyAndWhere";

/** Whether somebody may call and text this contact at all, and the two ways to change that. */
export function Barring({ contact }: { contact: Contact }) {
  const { contacts } = useWords();
  const [asked, setAsked] = useState(false);
  const free = contact.numbers.filter((number) => !number.do_not_call);
  const listed = contact.numbers.filter((number) => number.do_not_call);
  return (
    <PanelSection id="contact-list" title={contacts.doNotCall}>
      <ul className="contact-found">
        {listed.map(({ number }) => (
          <Entries key={number} number={number} project={contact.project_id} />
        ))}
      </ul>
      {free.length > 0 && (
        <Button size="compact-md" variant="default" onClick={() => setAsked(true)}>
          {contacts.list.putContact}
        </Button>
      )}
      {asked && <PutConfirm contact={contact} numbers={free.map(({ number }) => number)} onClose={() => setAsked(false)} />}
    </PanelSection>
  );
}

interface PutConfirmProps {
  contact: Contact;
  numbers: readonly string[];
  onClose: () => void;
}

function PutConfirm({ contact, numbers, onClose }: PutConfirmProps) {
  const { list } = useWords().contacts;
  const put = usePutOnList();
  const project = useProject(String(contact.project_id));
  const [why, setWhy] = useState("");
  const [everywhere, setEverywhere] = useState(false);
  const entry = { numbers, project_id: everywhere ? null : contact.project_id, why: why.trim() };
  return (
    <Confirm
      question={list.putSure(nameOf(contact))}
      yes={list.put}
      ready={why.trim() !== ""}
      pending={put.isPending}
      error={put.error}
      onYes={() => put.mutate(entry, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p className="figures">{numbers.join(", ")}</p>
      <p>{list.putMeans}</p>
      <WhyAndWhere
        why={why}
        onWhy={setWhy}
        where={everywhere ? "" : String(contact.project_id)}
        onWhere={(where) => setEverywhere(where === "")}
        projects={project === undefined ? [] : [project]}
      />
    </Confirm>
  );
}

/** Why the number is on the list: for this project, for all, or twice. */
function Entries({ number, project }: { number: string; project: number }) {
  const { list } = useWords().contacts;
  const moment = useMoment();
  const found = useListed({ project: String(project), q: number });
  const [off, setOff] = useState<Listed | null>(null);
  return (
    <>
      {(found.data?.numbers ?? [])
        .filter((entry) => entry.number === number)
        .map((entry) => (
          <li key={entry.id} className="contact-entry">
            <span>
              <span className="figures">{number}</span>
              {entry.why && `: ${entry.why}`}
              <span className="note">
                {[entry.project_id === null ? list.everywhere : "", list.entry(entry.added_by, moment(entry.added_at))].filter(Boolean).join(", ")}
              </span>
            </span>
            <Button size="compact-sm" variant="default" aria-label={list.takeOff(number)} onClick={() => setOff(entry)}>
              {list.off}
            </Button>
          </li>
        ))}
      {off && <TakeOff entry={off} onClose={() => setOff(null)} />}
    </>
  );
}
