import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import type {
  Contact,
  ContactBody,
  ContactPatch,
  ContactsPage,
  HistoryPage,
  ImportReply,
  Listed,
  ListedPage,
  NumberBody,
  NumberPatch,
  RunningImport,
} from "./caseTypes";
import { get, patch, post, remove } from "./client";
import { queryOf } from "./queries";

/** The people who call, and whom nobody calls. */

const PAGE_SIZE = "50";
const KEY = "contacts";
const PROGRESS_MS = 700;
const RUNNING_MS = 5_000;

export interface ContactFilters {
  project?: string | undefined;
  q?: string | undefined;
  before?: string | undefined;
}

export function useContacts(filters: ContactFilters, enabled = true) {
  return useQuery({
    queryKey: [KEY, "list", filters],
    queryFn: () => get<ContactsPage>(`/api/contacts${queryOf({ ...filters, limit: PAGE_SIZE })}`),
    placeholderData: keepPreviousData,
    enabled,
  });
}

export function useContact(id: string) {
  return useQuery({ queryKey: [KEY, "one", id], queryFn: () => get<Contact>(`/api/contacts/${encodeURIComponent(id)}`) });
}

/** Page after page, newest first. */
export function useHistory(id: number) {
  return useInfiniteQuery({
    queryKey: [KEY, "history", id],
    queryFn: ({ pageParam }) => get<HistoryPage>(`/api/contacts/${id}/history${queryOf({ before: pageParam })}`),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

export function useNewContact() {
  return useContactIntent((body: ContactBody) => post<Contact>("/api/contacts", body));
}

export function useChangeContact(id: number) {
  return useContactIntent((body: ContactPatch) => patch<Contact>(`/api/contacts/${id}`, body));
}

export function useAddNumber(id: number) {
  return useContactIntent((number: NumberBody) => post<Contact>(`/api/contacts/${id}/numbers`, number));
}

export function useChangeNumber(id: number) {
  return useContactIntent(({ number, change }: { number: string; change: NumberPatch }) =>
    patch<Contact>(`/api/contacts/${id}/numbers/${encodeURIComponent(number)}`, change),
  );
}

export function useRemoveNumber(id: number) {
  return useContactIntent((number: string) => remove(`/api/contacts/${id}/numbers/${encodeURIComponent(number)}`));
}

/** `goes` becomes part of `stays`. */
export function useMerge() {
  return useContactIntent(({ goes, stays }: { goes: number; stays: number }) => post<Contact>(`/api/contacts/${goes}/merge`, { into: stays }));
}

// ---- a file of contacts

export interface ContactFile {
  project_id: number;
  text: string;
}

export function useTryImport() {
  return useMutation({ mutationFn: (file: ContactFile) => post<ImportReply>("/api/contacts/import", { ...file, dry_run: true }) });
}

export function useImport() {
  return useContactIntent((file: ContactFile) => post<ImportReply>("/api/contacts/import", { ...file, dry_run: false }));
}

/** The imports that run, whoever began them. `soon`: one has just been asked for. */
export function useRunningImports(soon: boolean) {
  return useQuery({
    queryKey: ["imports"],
    queryFn: async () => (await get<{ imports: RunningImport[] }>("/api/contacts/import")).imports,
    refetchInterval: (query) => (soon || (query.state.data ?? []).length > 0 ? PROGRESS_MS : RUNNING_MS),
    staleTime: 0,
  });
}

// ---- do not call

export interface ListedFilters {
  project?: string | undefined;
  q?: string | undefined;
  before?: string | undefined;
}

export function useListed(filters: ListedFilters, enabled = true) {
  return useQuery({
    enabled,
    queryKey: [KEY, "listed", filters],
    queryFn: () => get<ListedPage>(`/api/do-not-call${queryOf({ ...filters, limit: PAGE_SIZE })}`),
    placeholderData: keepPreviousData,
  });
}

/** All of them for one project or, with null, for every one. Those that are on the list already stay as they are. */
export function usePutOnList() {
  return useContactIntent(({ numbers, ...entry }: { numbers: readonly string[]; project_id: number | null; why: string }) =>
    Promise.all(numbers.map((number) => post<Listed>("/api/do-not-call", { ...entry, number }))),
  );
}

export function useTakeOffList() {
  return useContactIntent((id: number) => remove(`/api/do-not-call/${id}`));
}

/** Whatever was done to a contact, contacts and cases are read again. */
function useContactIntent<Body, Reply>(mutationFn: (body: Body) => Promise<Reply>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: [KEY] });
      await client.invalidateQueries({ queryKey: ["cases"] });
    },
  });
}
