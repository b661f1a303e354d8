import type { ServiceOptions } from './client/client-process.js';
import type { DemoOptions } from './client/demo.command.js';
import type { ExportOptions } from './client/export.command.js';
import type { ImportOptions } from './client/import.command.js';
import type { QualifyOptions, RunStep } from './client/runs.command.js';
import type { RestoreOptions } from './backup.command.js';
import type { DoctorOptions } from './doctor.command.js';
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
  doctor: async (options: DoctorOptions) => (await import('./doctor.command.js')).doctor(options),
  backup: async (file: string) => (await import('./backup.command.js')).backup(file),
  restore: async (file: string, options: RestoreOptions) =>
    (await import('./backup.command.js')).restore(file, options),
  importFile: async (file: string, options: ImportOptions) =>
    (await import('./client/import.command.js')).importFile(file, options),
  exportLeads: async (options: ExportOptions) => (await import('./client/export.command.js')).exportLeads(options),
  qualify: async (leadIds: string[], options: QualifyOptions) =>
    (await import('./client/runs.command.js')).qualify(leadIds, options),
  listRuns: async (options: ServiceOptions) => (await import('./client/runs.command.js')).listRuns(options),
  showRun: async (id: string, options: ServiceOptions) =>
    (await import('./client/runs.command.js')).showRun(id, options),
  followRun: async (id: string, options: ServiceOptions) =>
    (await import('./client/runs.command.js')).followRun(id, options),
  changeRun: async (id: string, step: RunStep, options: ServiceOptions) =>
    (await import('./client/runs.command.js')).changeRun(id, step, options),
  demo: async (options: DemoOptions) => (await import('./client/demo.command.js')).demo(options),
};

export type Commands = typeof commands;
