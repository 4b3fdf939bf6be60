import type { Problem } from "./types";

/** What the server answered instead of what was asked for: its one sentence, in English, and its status; the field that
 * it is about, with what came in it and what would do. `refusalIn` has the sentence in the reader's language.
 * Status 0 means that no answer came at all. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly sentence: string,
    readonly field: string | null = null,
    readonly got: string | null = null,
    readonly accepted: string | null = null,
  ) {
    super(sentence);
  }
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
type SignedOutListener = () => void;

const signedOutListeners = new Set<SignedOutListener>();

/** Calls back whenever the server says that the session has ended. Returns the way to stop listening. */
export function onSignedOut(listener: SignedOutListener): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

export function signedOut(): void {
  signedOutListeners.forEach((listener) => listener());
}

export async function get<T>(path: string): Promise<T> {
  return (await (await request("GET", path)).json()) as T;
}

export async function post<T = void>(path: string, body: unknown = {}): Promise<T> {
  return answered<T>(await request("POST", path, body));
}

export async function put<T = void>(path: string, body: unknown): Promise<T> {
  return answered<T>(await request("PUT", path, body));
}

export async function patch<T = void>(path: string, body: unknown): Promise<T> {
  return answered<T>(await request("PATCH", path, body));
}

/** Sends a file as it is. */
export async function send<T>(path: string, file: Blob): Promise<T> {
  return answered<T>(await request("POST", path, file));
}

/** Sends a file, and gets another one for it. */
export async function exchange(path: string, file: Blob): Promise<ArrayBuffer> {
  return (await request("POST", path, file)).arrayBuffer();
}

export async function remove(path: string): Promise<void> {
  await request("DELETE", path);
}

async function answered<T>(response: Response): Promise<T> {
  const text = await response.text();
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

async function request(method: Method, path: string, body?: unknown): Promise<Response> {
  const response = await reach(path, init(method, body));
  if (response.ok) return response;
  const error = await problemOf(response);
  if (error.status === 401 && !isSignIn(path)) signedOut();
  throw error;
}

/** There it says that somebody is not in yet, and not that a session has ended. */
function isSignIn(path: string): boolean {
  return path === "/api/session" || path.startsWith("/api/session/");
}

async function reach(path: string, options: RequestInit): Promise<Response> {
  try {
    return await fetch(path, options);
  } catch {
    throw new ApiError(0, "");
  }
}

function init(method: Method, body: unknown): RequestInit {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") headers["X-Ringback"] = "1";
  const file = body instanceof Blob;
  if (body !== undefined) headers["Content-Type"] = file ? "application/octet-stream" : "application/json";
  return {
    method,
    headers,
    credentials: "same-origin",
    ...(body === undefined ? {} : { body: file ? body : JSON.stringify(body) }),
  };
}

/** A proxy's HTML page is no problem document: then only the status is known, and the sentence is empty. */
async function problemOf(response: Response): Promise<ApiError> {
  try {
    const problem = (await response.json()) as Partial<Problem>;
    return new ApiError(response.status, problem.detail || problem.title || "", problem.field ?? null, problem.got ?? null, problem.accepted ?? null);
  } catch {
    return new ApiError(response.status, "");
  }
}
