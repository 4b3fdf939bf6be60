import { Button, NativeSelect, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";

import { usePreview, useSaveTemplate, useShippedTemplate, useTemplates } from "../../api/texts";
import type { TextTemplate } from "../../api/caseTypes";
import { useMe } from "../../app/me";
import { mayIn } from "../../app/session";
import { type Language, LANGUAGE_NAMES } from "../../messages/catalogue";
import { useWords, wordFor } from "../../messages/use";
import { Loading } from "../../shared/parts";
import { useChosenProject } from "../../shared/projects";
import { fieldError, Trouble } from "../../shared/Trouble";

/** What is written by ourselves after calls that reached nobody, per project and language. */
export default function Templates() {
  const words = useWords();
  const { project, field } = useChosenProject("see_cases");
  const templates = useTemplates(project?.id);
  return (
    <div className="form boxed">
      <NativeSelect label={words.contacts.project} {...field} />
      {project === undefined && <p className="hint">{words.texts.template.project}</p>}
      <Trouble error={templates.error} onRetry={() => void templates.refetch()} />
      {project !== undefined && templates.isPending && <Loading />}
      {templates.data && <p className="hint">{words.texts.template.placeholders(templates.data.placeholders.map((name) => `{${name}}`).join(" "))}</p>}
      {project !== undefined &&
        templates.data?.templates.map((template) => (
          <TemplateForm key={`${String(project.id)} ${template.kind} ${template.language} ${template.body}`} project={project.id} template={template} />
        ))}
    </div>
  );
}

interface TemplateFormProps {
  project: number;
  template: TextTemplate;
}

export function TemplateForm({ project, template }: TemplateFormProps) {
  const words = useWords();
  const runs = mayIn(useMe(), "run_cases", project);
  const [body, setBody] = useState(template.body);
  const preview = usePreview();
  const save = useSaveTemplate();
  const back = useShippedTemplate();
  const key = { project_id: project, kind: template.kind, language: template.language };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ ...key, body });
  };
  const error = save.error ?? preview.error;
  const name = words.texts.template.edit(words.texts.template.kinds[template.kind], languageName(template.language));
  const changed = body !== template.body;
  return (
    <form className="form template" onSubmit={submit}>
      <Textarea
        label={name}
        autosize
        minRows={2}
        value={body}
        disabled={!runs}
        error={fieldError(error, "body")}
        onChange={(event) => setBody(event.currentTarget.value)}
      />
      <Example template={changed ? (preview.data ?? null) : template} />
      <Trouble error={error ?? back.error} except={["body"]} />
      {runs && (
        <div className="buttons">
          <Button size="compact-md" variant="default" loading={preview.isPending} disabled={!changed} onClick={() => preview.mutate({ ...key, body })}>
            {words.texts.template.check}
          </Button>
          <Button type="submit" size="compact-md" loading={save.isPending} disabled={!changed}>
            {words.texts.template.save}
          </Button>
          {template.own && (
            <Button size="compact-md" variant="subtle" color="gray" loading={back.isPending} onClick={() => back.mutate(key)}>
              {words.texts.template.back}
            </Button>
          )}
        </div>
      )}
    </form>
  );
}

/** As a customer would read it, and what it costs; nothing until what was typed is checked. */
function Example({ template }: { template: TextTemplate | null }) {
  const words = useWords();
  if (template === null) return null;
  const { example, segments, units, encoding, own, changed_by } = template;
  const { template: named, segments: counted } = words.texts;
  const told = [own ? named.own : named.ships, changed_by, counted(segments), named.units(units, wordFor(named.encodings, encoding))];
  return (
    <p className="hint">
      {words.texts.template.example}
      <q className="quoted">{example}</q>
      {told.filter(Boolean).join(", ")}
    </p>
  );
}

function languageName(language: string): string {
  return wordFor(LANGUAGE_NAMES as Record<Language | string, string>, language);
}
