import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import type { Saved, Thing } from "../../api/setup";
import { useFilters } from "../../app/filters";
import { useSetUpWords } from "../../messages/setup/use";
import { useSpeech, useWords } from "../../messages/use";
import { ZoneField } from "../../panel/contact/ZoneField";
import { ChangeButton } from "../../setup/ChangeButton";
import { textOf } from "../../setup/fields";
import { languageHint, regionHint } from "../../setup/named";
import { useNaming } from "../../setup/naming";
import { newProject, PROJECT, PROJECT_FIELDS } from "../../setup/sheets";
import { SpecField, troubleAt } from "../../setup/SpecField";
import { Fields, Group, SpecForm } from "../../setup/SpecForm";
import { type Form, useEditor } from "../../setup/useEditor";
import { CopyProject } from "./CopyProject";
import { useIdOf, useMayChange } from "./known";

const SHOWN = [...PROJECT.basics, ...PROJECT.calls, ...PROJECT.lists].map(({ name }) => name);

/** A project's own settings; without a project, those of a new one. */
export function ProjectForm({ project, onSaved }: { project?: Thing | undefined; onSaved?: (saved: Saved) => void }) {
  const words = useSetUpWords();
  const naming = useNaming("projects");
  const { change } = useFilters();
  const changes = useMayChange(project);
  const followed = (saved: Saved) => (onSaved ?? (() => saved.key !== project?.key && change({ open: saved.key }, { replace: true })))(saved);
  const form = useEditor({ section: "projects", thing: project ?? null, initial: useBlank(), fields: PROJECT_FIELDS, keyOf: ({ name }) => textOf(name), onSaved: followed });
  return (
    <div className="boxed spec-box">
      <SpecForm form={form} naming={naming} shows={SHOWN} changes={changes}>
        <Group title={words.projects.groups.basics}>
          <Basics form={form} disabled={!changes} />
        </Group>
        <Group title={words.projects.groups.calls}>
          <Fields form={form} fields={PROJECT.calls} naming={naming} disabled={!changes} />
        </Group>
        <Group title={words.projects.groups.lists}>
          <Fields form={form} fields={PROJECT.lists} naming={naming} disabled={!changes} />
        </Group>
      </SpecForm>
      {project && <Elsewhere project={project} />}
      {project && changes && <Grave project={project} />}
    </div>
  );
}

/** What one would mean who sits here. */
function useBlank() {
  const { language } = useSpeech();
  const region = new Intl.Locale(navigator.language).maximize().region ?? "";
  return newProject(Intl.DateTimeFormat().resolvedOptions().timeZone, region, language);
}

function Basics({ form, disabled }: { form: Form; disabled: boolean }) {
  const naming = useNaming("projects");
  const words = useWords();
  const { language } = useSpeech();
  const hints: Record<string, string> = { region: regionHint(textOf(form.draft.region), language), language: languageHint([textOf(form.draft.language)], language) };
  return PROJECT.basics.map((field) =>
    field.name === "zone" ? (
      <ZoneField key="zone" value={textOf(form.draft.zone)} likely={NONE} error={troubleAt(form.error, "zone", words)} disabled={disabled} onChange={(zone) => form.set("zone", zone)} />
    ) : (
      <SpecField key={field.name} form={form} field={field} naming={naming} disabled={disabled} hint={hints[field.name] || undefined} />
    ),
  );
}

const NONE: readonly string[] = [];

/** What belongs to the project and has a page of its own. */
function Elsewhere({ project }: { project: Thing }) {
  const { projects } = useSetUpWords();
  const id = useIdOf(project);
  const search = id === undefined ? {} : { project: String(id) };
  return (
    <nav aria-label={projects.elsewhere} className="elsewhere">
      {(["hours", "numbers", "announcements", "callbacks", "wall"] as const).map((page) => (
        <Link key={page} to={`/${page}`} search={search}>
          {projects.links[page]}
        </Link>
      ))}
    </nav>
  );
}

/** Copied, let out of sight or taken back. */
function Grave({ project }: { project: Thing }) {
  const { projects } = useSetUpWords();
  const naming = useNaming("projects");
  const [copies, setCopies] = useState(false);
  const active = project.spec.active === true;
  return (
    <div className="buttons">
      <Button variant="default" onClick={() => setCopies(true)}>
        {projects.copy}
      </Button>
      <ChangeButton
        section="projects"
        thing={project}
        spec={{ ...project.spec, active: !active }}
        label={active ? projects.archive : projects.restore}
        title={active ? projects.archiveTitle : projects.restoreTitle}
        naming={naming}
        grave={active}
      />
      {copies && <CopyProject name={project.key} onClose={() => setCopies(false)} />}
    </div>
  );
}
