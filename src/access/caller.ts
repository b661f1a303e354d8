import type { FastifyRequest } from 'fastify';
import { handlerParameter } from '../api/handler-parameter.js';
import type { Scope } from '../api/scope.js';
import { DEFAULT_WORKSPACE_ID, type WorkspaceId } from '../database/workspace-id.js';
import type { ModelRules } from './model-rules.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set once the caller is identified; never on a public route. */
    caller?: Caller;
  }
}

/** The caller of a request, and its workspace. */
export interface Caller {
  readonly workspace: WorkspaceId;
  /** `null` in open mode, while no API key exists. */
  readonly keyId: string | null;
  /** The first key of the chain of rotations that the key belongs to; `null` where `keyId` is. */
  readonly lineageId: string | null;
  readonly name: string;
  /** The session of the web console that stands for the key, if one does. */
  readonly sessionId?: string;
  readonly scopes: readonly Scope[];
  /** Which language models it may use; `null` for all. */
  readonly models: ModelRules | null;
}

/** The caller of a request, as a parameter of its handler. */
export const Caller = handlerParameter((request) => callerOf(request));

/** Every caller in open mode: the owner of the machine. */
export const OPEN_CALLER: Caller = {
  workspace: DEFAULT_WORKSPACE_ID,
  keyId: null,
  lineageId: null,
  name: 'open',
  scopes: ['admin'],
  models: null,
};

/** The caller of an authorized request. */
export function callerOf({ caller }: Pick<FastifyRequest, 'caller'>): Caller {
  if (caller === undefined) throw new Error('A public route has no caller');
  return caller;
}

export function hasScope(caller: Caller, scope: Scope): boolean {
  return caller.scopes.includes(scope) || caller.scopes.includes('admin');
}

/** Admins of the default workspace operate the installation: they create and erase workspaces, and manage all keys. */
export function isOperator(caller: Caller): boolean {
  return caller.workspace === DEFAULT_WORKSPACE_ID && caller.scopes.includes('admin');
}
