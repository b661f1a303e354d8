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

/** What each command does. */
export interface Commands {
  serve(): Promise<void>;
  worker(): Promise<void>;
  mcp(): Promise<void>;
  createKey(options: NewKeyOptions): Promise<void>;
  listKeys(options: WorkspaceOption): Promise<void>;
  revokeKey(id: string, options: WorkspaceOption): Promise<void>;
  migrate(step: MigrateStep): Promise<void>;
}
