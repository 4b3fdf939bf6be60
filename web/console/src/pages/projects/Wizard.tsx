import { Button } from "@mantine/core";

import { type Thing, useThings } from "../../api/setup";
import { useFilters } from "../../app/filters";
import { useSetUpWords } from "../../messages/setup/use";
import { PageHead } from "../../shared/parts";
import { TabBar } from "../../shared/TabBar";
import { HoursForm } from "../hours/HoursForm";
import { NumberForm } from "../numbers/NumberForm";
import { Checklist } from "./Checklist";
import { useMayChange } from "./known";
import { ProjectForm } from "./ProjectForm";
import { QueueForm } from "./QueueForm";

const STEPS = ["project", "hours", "queue", "number", "live"] as const;
type Step = (typeof STEPS)[number];

/** From nothing to the first call, step by step. What is saved is there: it can be left and gone on with. */
export function Wizard({ project }: { project: Thing | undefined }) {
  const { wizard } = useSetUpWords();
  const { filters, change } = useFilters();
  const first = useFirstOpen(project);
  const chosen = STEPS.find((each) => each === filters.part) ?? first;
  const step = project === undefined ? "project" : chosen;
  const tabs = STEPS.map((value, index) => ({ value, label: wizard.step(index + 1, wizard.steps[value]) }));
  return (
    <>
      <PageHead title={wizard.title} figure={`${STEPS.indexOf(step) + 1} / ${STEPS.length}`} label={project?.key ?? ""}>
        {(project !== undefined || filters.make !== undefined) && (
          <Button size="compact-md" variant="default" onClick={() => change({ show: undefined, part: undefined, make: undefined })}>
            {wizard.later}
          </Button>
        )}
      </PageHead>
      <TabBar label={wizard.title} tabs={tabs} chosen={step} onChoose={(part) => project && change({ part })} />
      <p className="hint wizard-hint">{wizard[step]}</p>
      <StepBody key={step} step={step} project={project} />
    </>
  );
}

/** The first step of which there is nothing yet. */
function useFirstOpen(project: Thing | undefined): Step {
  const has = {
    hours: useThings("hours").data?.some(({ key, spec }) => key === project?.key && (spec.weekly as unknown[]).length > 0),
    queue: useThings("queues").data?.some(({ spec }) => spec.project === project?.key),
    number: useThings("numbers").data?.some(({ spec }) => spec.project === project?.key),
  };
  return (Object.keys(has) as (keyof typeof has)[]).find((step) => has[step] !== true) ?? "live";
}

function StepBody({ step, project }: { step: Step; project: Thing | undefined }) {
  const { change } = useFilters();
  const changes = useMayChange(project);
  const queues = useThings("queues").data?.filter(({ spec }) => spec.project === project?.key) ?? [];
  const go = (part: Step) => change({ part });
  if (project === undefined || step === "project") {
    return <ProjectForm {...(project && { project })} onSaved={({ key }) => change({ make: undefined, open: key, show: "wizard", part: "hours" })} />;
  }
  switch (step) {
    case "hours":
      return <HoursForm project={project.key} changes={changes} onSaved={() => go("queue")} />;
    case "queue":
      return (
        <div className="boxed">
          <QueueForm project={project.key} queue={queues[0]} changes={changes} onSaved={() => go("number")} />
        </div>
      );
    case "number":
      return (
        <div className="boxed">
          <NumberForm project={project.key} queue={queues[0]} changes={changes} onSaved={() => go("live")} />
        </div>
      );
    case "live":
      return <Checklist project={project} />;
  }
}
