declare const brand: unique symbol;

/** The id of a workspace. Repositories require one, and a plain string does not compile, so it cannot be forgotten. */
export type WorkspaceId = string & { readonly [brand]: 'WorkspaceId' };

/** The workspace that the first migration creates, so that a single team need not know about workspaces. */
export const DEFAULT_WORKSPACE_ID = '00000000-0000-7000-8000-000000000001' as WorkspaceId;
