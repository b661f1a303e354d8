import type { KeyChangeOptions, NewKeyOptions, WorkspaceOption } from './keys.command.js';
import type { MigrateStep, RevertOptions } from './migrate.command.js';

/** What each command does. Its code is loaded when it is called, so that none waits for what only another needs. */
export const commands = {
  serve: async () => (await import('./serve.command.js')).serve(),
  worker: async () => (await import('./worker.command.js')).worker(),
  mcp: async () => (await import('./mcp.command.js')).mcp(),
  createKey: async (options: NewKeyOptions) => (await import('./keys.command.js')).createKey(options),
  listKeys: async (options: WorkspaceOption) => (await import('./keys.command.js')).listKeys(options),
  updateKey: async (id: string, options: KeyChangeOptions) =>
    (await import('./keys.command.js')).updateKey(id, options),
  revokeKey: async (id: string, options: WorkspaceOption) => (await import('./keys.command.js')).revokeKey(id, options),
  migrate: async (step: MigrateStep, options?: RevertOptions) =>
    (await import('./migrate.command.js')).migrate(step, options),
};

export type Commands = typeof commands;
