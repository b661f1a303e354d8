import { AsyncLocalStorage } from 'node:async_hooks';
import type { Span } from '@opentelemetry/api';
import { newId } from '../ids/new-id.js';

/** Names what the work under way was caused by: a request over HTTP, a job, or one message of an MCP client. */
export interface RequestContext {
  readonly requestId: string;
  /** The workspace that the request acts in, once its caller is known. */
  workspace?: string;
  /** The caller's API key, if it has one. */
  keyId?: string | undefined;
  /** What the request is for, in words of its caller. */
  tags?: readonly string[];
  /** What its spans belong to, while it is traced. */
  span?: Span | undefined;
  /** How long the request has waited for a database that does not answer, in ms. */
  waitedMs?: number;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Runs `work`, and everything that it starts, on behalf of the request. */
export function runInRequest<Result>(context: RequestContext, work: () => Result): Result {
  return storage.run(context, work);
}

/** Runs `work` on behalf of the current request, or of a new one where there is none. */
export function ensureRequest<Result>(work: () => Result): Result {
  return storage.getStore() === undefined ? storage.run({ requestId: newId() }, work) : work();
}

/** Runs `work` on behalf of no request: what serves several requests at once belongs to none of them. */
export function runOutsideRequests<Result>(work: () => Result): Result {
  return storage.exit(work);
}

/** Notes the workspace that the current request acts in, and the API key that it is made with. */
export function actIn(workspace: string, keyId: string | null): void {
  const request = storage.getStore();
  if (request === undefined) return;
  request.workspace = workspace;
  request.keyId = keyId ?? undefined;
}

/**
 * Notes that the current request has waited in vain for the database. All its waits together are as long as one may be:
 * some failures do not end a request, such as that of counting it.
 */
export function noteWait(ms: number): void {
  const request = storage.getStore();
  if (request !== undefined) request.waitedMs = (request.waitedMs ?? 0) + ms;
}

/** The request that the work under way belongs to, if any. */
export function currentRequest(): RequestContext | undefined {
  return storage.getStore();
}

/** The id of the current request; a new UUIDv7 where there is none. */
export function currentRequestId(): string {
  return storage.getStore()?.requestId ?? newId();
}
