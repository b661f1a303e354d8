import type { Commands } from './command-options.js';

/** Loads the code of a command when it is called, so that none waits for what only another needs. */
export const commands: Commands = {
  serve: async () => (await import('./serve.command.js')).serve(),
  worker: async () => (await import('./worker.command.js')).worker(),
  mcp: async () => (await import('./mcp.command.js')).mcp(),
  createKey: async (options) => (await import('./keys.command.js')).createKey(options),
  listKeys: async (options) => (await import('./keys.command.js')).listKeys(options),
  revokeKey: async (id, options) => (await import('./keys.command.js')).revokeKey(id, options),
  migrate: async (step) => (await import('./migrate.command.js')).migrate(step),
};
