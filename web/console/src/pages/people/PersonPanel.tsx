import { Button } from "@mantine/core";
import { Link as PageLink } from "@tanstack/react-router";
import { useState } from "react";

import { useResetFactor } from "../../api/factor";
import { type Person, type RoleIn, useChangePerson, useNewLink, usePeople } from "../../api/people";
import { useFilters } from "../../app/filters";
import { useMe } from "../../app/me";
import { may } from "../../app/session";
import { useWords } from "../../messages/use";
import { Confirm } from "../../shared/Confirm";
import { Awaited, PanelSection, SidePanel } from "../../shared/SidePanel";
import { Trouble } from "../../shared/Trouble";
import { OneTime } from "../../shared/OneTime";
import { FactorMark, StandingMark } from "./PeoplePage";
import { isComplete, sameRoles, standingOf } from "./roles";
import { RolesField } from "./RolesField";
import { Sessions } from "./Sessions";
import { Tokens } from "./Tokens";

/** All about one person's access, beside the page. */
export function PersonPanel({ id }: { id: string }) {
  const { people } = useWords();
  const { change } = useFilters();
  const asked = usePeople();
  const person = asked.data?.find((each) => String(each.id) === id);
  return (
    <SidePanel title={person?.name ?? people.title} closeLabel={people.closePanel} onClose={() => change({ person: undefined })}>
      <Awaited asked={asked} gone={people.gone} />
      {asked.data && person === undefined && <p role="alert">{people.gone}</p>}
      {person && <Known person={person} />}
    </SidePanel>
  );
}

function Known({ person }: { person: Person }) {
  const { people } = useWords();
  const me = useMe();
  return (
    <>
      <p>
        <StandingMark standing={standingOf(person)} />
        <span className="mark-after">
          <FactorMark person={person} />
        </span>
      </p>
      <Roles key={JSON.stringify([person.roles, person.agent_id])} person={person} />
      <Access person={person} />
      {person.second_factor && person.id !== me.id && <ResetFactor person={person} />}
      <Sessions whose={person.id} />
      <Tokens whose={person.id} owner={person} />
      {may(me, "see_trail") && (
        <PageLink to="/trail" search={{ who: person.name }} className="text-button">
          {people.trailOf}
        </PageLink>
      )}
    </>
  );
}

function Roles({ person }: { person: Person }) {
  const { people } = useWords();
  const change = useChangePerson(person.id);
  const [roles, setRoles] = useState<RoleIn[]>(person.roles);
  const [agent, setAgent] = useState(person.agent_id);
  const changed = !sameRoles(roles, person.roles) || agent !== person.agent_id;
  return (
    <PanelSection id="person-roles" title={people.rolesTitle}>
      <RolesField roles={roles} onRoles={setRoles} agent={agent} onAgent={setAgent} />
      <Trouble error={change.error} />
      {changed && (
        <div className="buttons">
          <Button
            size="compact-md"
            loading={change.isPending}
            disabled={!isComplete(roles, agent)}
            onClick={() => change.mutate({ roles, ...(agent === person.agent_id ? {} : { agent_id: agent }) })}
          >
            {people.save}
          </Button>
        </div>
      )}
    </PanelSection>
  );
}

/** For who has lost phone and recovery codes. */
function ResetFactor({ person }: { person: Person }) {
  const { factor } = useWords();
  const reset = useResetFactor(person.id);
  const [asked, setAsked] = useState(false);
  return (
    <PanelSection id="person-factor" title={factor.title}>
      <div className="buttons">
        <Button size="compact-md" variant="default" onClick={() => setAsked(true)}>
          {factor.reset}
        </Button>
      </div>
      {asked && (
        <Confirm
          question={factor.resetSure(person.name)}
          yes={factor.reset}
          pending={reset.isPending}
          error={reset.error}
          onYes={() => reset.mutate(undefined, { onSuccess: () => setAsked(false) })}
          onClose={() => setAsked(false)}
        >
          <p>{factor.resetMeans}</p>
        </Confirm>
      )}
    </PanelSection>
  );
}

/** A new password, and the end of it all. */
function Access({ person }: { person: Person }) {
  const words = useWords();
  const { people } = words;
  const link = useNewLink(person.id);
  const change = useChangePerson(person.id);
  const [asked, setAsked] = useState(false);
  return (
    <PanelSection id="person-access" title={people.access}>
      {link.data && <OneTime label={people.link} hint={people.resetHint} text={`${window.location.origin}${link.data.link}`} />}
      <Trouble error={link.error ?? (asked ? null : change.error)} />
      <div className="buttons">
        {person.active && (
          <Button size="compact-md" variant="default" loading={link.isPending} onClick={() => link.mutate()}>
            {people.reset}
          </Button>
        )}
        <Button
          size="compact-md"
          variant="default"
          color={person.active ? "red" : "gray"}
          loading={change.isPending}
          onClick={() => (person.active ? setAsked(true) : change.mutate({ active: true }))}
        >
          {person.active ? people.deactivate : people.activate}
        </Button>
      </div>
      {asked && (
        <Confirm
          question={people.deactivateSure(person.name)}
          yes={people.deactivate}
          pending={change.isPending}
          error={change.error}
          onYes={() => change.mutate({ active: false }, { onSuccess: () => setAsked(false) })}
          onClose={() => setAsked(false)}
        >
          <p>{people.deactivateMeans}</p>
        </Confirm>
      )}
    </PanelSection>
  );
}
