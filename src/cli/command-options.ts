export interface WorkspaceOption {
  /** Id of a workspace; the default workspace, if absent. */
  workspace?: string;
}

export interface NewKeyOptions extends WorkspaceOption {
  name: string;
  scopes: string[];
  expiresInDays?: number;
}

export type MigrateStep = 'run' | 'revert' | 'status';
