declare const brand: unique symbol;

/** The id of a workspace. Every repository asks for one, and a plain string is not one, so none can be forgotten. */
export type WorkspaceId = string & { readonly [brand]: 'WorkspaceId' };

/** The workspace that exists from the first migration on, so that a single team never meets the word. */
export const DEFAULT_WORKSPACE_ID = '00000000-0000-7000-8000-000000000001' as WorkspaceId;
