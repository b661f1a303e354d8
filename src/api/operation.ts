import type { HttpStatus } from '@nestjs/common';
import type { SalesAgentErrorClass } from '../errors/sales-agent.error.js';
import type { AuditedAction } from './audited-action.js';
import type { Scope } from './scope.js';

/** How the answers of an idempotent operation are kept. */
export interface IdempotentAnswers {
  /** The answer holds a secret: it is stored only where it can be encrypted with the caller's API key. */
  secret?: true;
  /** The id of the lead whose data the answer holds; the answer is erased together with that lead. */
  leadOf?(answer: object): string | null;
}

/** All that an endpoint declares; hooks, steps and the OpenAPI document read it here and nowhere else. */
export interface OperationDeclaration {
  /** Unique. A controller that serves two paths gives one id for each, in the order of the document. */
  id: string | readonly [string, string];
  summary: string;
  description?: string;
  /** The scope that an API key needs; `any_key` accepts every valid key, `public` needs none. */
  scope: Scope | 'any_key' | 'public';
  /** Its own errors; those that follow from the rest of the declaration are added by the document. */
  errors?: readonly SalesAgentErrorClass[];
  /** The status of success, where it is not the default of the HTTP method. */
  status?: HttpStatus;
  /** Whether an `Idempotency-Key` is accepted. */
  idempotent?: true | IdempotentAnswers;
  /** Whether it evaluates `If-Match` and `If-None-Match`, by `@Conditional()`; others refuse them. */
  conditional?: true;
  /** Whether it calls language models, which counts against the concurrency limit of the key. */
  spends?: true;
  /** The action under which the audit log records every call. */
  audited?: AuditedAction;
  /** Whether a body with `dry_run` changes nothing; the audit log does not record such a call. */
  dryRun?: true;
  /** Whether its body holds many things, and may be as large as `BATCH_BODY_LIMIT_BYTES`. */
  hasBatchBody?: true;
  /** Whether its body is a file, which is read as it arrives: of a form, or the whole body. */
  takesFile?: true;
  /** The shape of its errors, where a protocol defines one. */
  errorShape?: 'openai' | 'json_rpc';
  /** Whether it counts against the rate limit of an address although it is public. */
  isCounted?: true;
  /** Whether it is answered even when the limit of requests in flight is reached. */
  isProbe?: true;
  /** Whether browser pages are refused unless their origin and the host name they use are listed. */
  listedPagesOnly?: true;
}

/** What hooks know of a route; one that no controller declares has a scope alone. */
export type RouteOperation = Pick<OperationDeclaration, 'scope'> & Partial<OperationDeclaration>;

declare module 'fastify' {
  interface FastifyContextConfig {
    operation?: RouteOperation;
  }
}
