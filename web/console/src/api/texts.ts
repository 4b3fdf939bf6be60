import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import type { NewTemplate, TemplateKind, TemplatesReply, TextsPage, TextTemplate } from "./caseTypes";
import { get, post, put, remove } from "./client";
import { queryOf } from "./queries";

/** What was written between customers and us, and the wordings of what we write by ourselves. */

const PAGE_SIZE = "50";
const REFRESH_MS = 5_000;
const KEY = "texts";

export interface TextFilters {
  project?: string | undefined;
  show?: string | undefined;
  contact?: string | undefined;
  before?: string | undefined;
}

export function useTexts(filters: TextFilters) {
  return useQuery({
    queryKey: [KEY, filters],
    queryFn: () => get<TextsPage>(`/api/texts${queryOf({ ...filters, limit: PAGE_SIZE })}`),
    placeholderData: keepPreviousData,
    refetchInterval: filters.before === undefined ? REFRESH_MS : false,
  });
}

export type TextIntent =
  | { id: number; verb: "dealt-with"; body?: undefined }
  | { id: number; verb: "assign"; body: { agent_id: number | null } }
  | { id: number; verb: "settle"; body: { sent: boolean } };

export function useTextIntent() {
  return useAgain(({ id, verb, body }: TextIntent) => post(`/api/texts/${id}/${verb}`, body));
}

export function useReply() {
  return useAgain((body: { contact_id: number; number: string | null; body: string }) => post<{ id: number }>("/api/texts", body));
}

export function useTemplates(project: number | undefined) {
  return useQuery({
    queryKey: ["templates", project],
    queryFn: () => get<TemplatesReply>(`/api/text-templates${queryOf({ project_id: String(project) })}`),
    enabled: project !== undefined,
  });
}

/** How a wording would look and what it would cost; an error names the placeholder that is not known. */
export function usePreview() {
  return useMutation({ mutationFn: (body: NewTemplate) => post<TextTemplate>("/api/text-templates/preview", body) });
}

export function useSaveTemplate() {
  return useAgain((body: NewTemplate) => put<TextTemplate>("/api/text-templates", body), "templates");
}

export function useShippedTemplate() {
  return useAgain(
    (key: { project_id: number; kind: TemplateKind; language: string }) =>
      remove(`/api/text-templates${queryOf({ ...key, project_id: String(key.project_id) })}`),
    "templates",
  );
}

function useAgain<Body, Reply>(mutationFn: (body: Body) => Promise<Reply>, key = KEY) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: [key] });
      await client.invalidateQueries({ queryKey: ["cases"] });
    },
  });
}
