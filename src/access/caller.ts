import { DEFAULT_WORKSPACE_ID, type WorkspaceId } from '../database/workspace-id.js';

/** What a key may do; `admin` includes all others. */
export const SCOPES = ['leads:read', 'leads:write', 'llm:use', 'usage:read', 'research:run', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** Who calls, and for which workspace. */
export interface Caller {
  readonly workspace: WorkspaceId;
  /** `null` while the service is open: nobody has a key yet. */
  readonly keyId: string | null;
  readonly name: string;
  readonly scopes: readonly Scope[];
}

/** Whoever calls while no key exists: the owner of the machine. */
export const OPEN_CALLER: Caller = { workspace: DEFAULT_WORKSPACE_ID, keyId: null, name: 'open', scopes: ['admin'] };

export function hasScope(caller: Caller, scope: Scope): boolean {
  return caller.scopes.includes(scope) || caller.scopes.includes('admin');
}

/** Admins of the default workspace run the installation: they make and erase workspaces, and see to the keys of all. */
export function isOperator(caller: Caller): boolean {
  return caller.workspace === DEFAULT_WORKSPACE_ID && caller.scopes.includes('admin');
}
