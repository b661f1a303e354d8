import { Command, CommanderError, Option } from 'commander';
import { SCOPES } from '../api/scope.js';
import { VERSION } from '../config/version.js';
import { addClientCommands } from './client/client-commands.js';
import { UsageError } from './cli.errors.js';
import type { Commands } from './commands.js';
import type { DoctorOptions } from './doctor.command.js';
import type { RestoreOptions } from './backup.command.js';
import type { RevertOptions } from './migrate.command.js';
import type { KeyChangeOptions, NewKeyOptions, WorkspaceOption } from './keys.command.js';

const PATTERNS = '* stands for any text, and alone allows all';

/** Runs the command that `args` name; ends the process with 2 where they name none, in one or two lines. */
export async function runProgram(args: string[], commands: Commands): Promise<void> {
  try {
    await createProgram(commands).parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof UsageError) console.error(`error: ${error.message}`);
    else if (!(error instanceof CommanderError)) throw error;
    process.exit(error instanceof CommanderError && error.exitCode === 0 ? 0 : 2);
  }
}

/** The command line: what may be typed, and what each command and option means. */
export function createProgram(commands: Commands): Command {
  const program = new Command('sales-agent')
    .description('Takes sales leads in and scores each 0-100 with reasons a person can check.')
    .version(VERSION)
    .exitOverride();
  program
    .command('serve')
    .description('serve the HTTP API')
    .action(() => commands.serve());
  program
    .command('worker')
    .description("answer the jobs of a RunPod queue, whose machines set the worker's variables")
    .action(() => commands.worker());
  program
    .command('mcp')
    .description('serve MCP to one client over stdin and stdout')
    .action(() => commands.mcp());
  addClientCommands(program, commands);
  addKeys(program.command('keys').description('create, list, change and revoke API keys'), commands);
  addMigrate(program.command('migrate').description('change the schema of the database'), commands);
  addOperations(program, commands);
  return program;
}

function addKeys(keys: Command, commands: Commands): void {
  const workspace = new Option('--workspace <id>', 'id of a workspace other than the default one');
  const providers = new Option('--allowed-providers <patterns>', `comma-separated; ${PATTERNS}`).argParser(toList);
  const models = new Option('--allowed-models <patterns>', `comma-separated, as model or provider/model; ${PATTERNS}`);
  models.argParser(toList);
  keys
    .command('create')
    .description('create a key and print it, this once')
    .requiredOption('--name <name>', 'what the key is for')
    .option('--scopes <scopes>', `comma-separated, of ${SCOPES.join(', ')}; admin includes all others`, toList, [
      'admin',
    ])
    .option('--expires-in-days <days>', 'the key never expires without it', toDays)
    .addOption(providers)
    .addOption(models)
    .addOption(workspace)
    .action((options: NewKeyOptions) => commands.createKey(options));
  keys
    .command('list')
    .description('list all keys, without their secrets')
    .addOption(workspace)
    .action((options: WorkspaceOption) => commands.listKeys(options));
  keys
    .command('update')
    .description('change the name of a key, or the models that it may use; every replica knows within 5 seconds')
    .argument('<id>', 'id of the key, as "keys list" shows it')
    .option('--name <name>', 'what the key is for')
    .addOption(providers)
    .addOption(models)
    .addOption(workspace)
    .action((id: string, options: KeyChangeOptions) => commands.updateKey(id, options));
  keys
    .command('revoke')
    .description('revoke a key; every replica refuses it within 5 seconds')
    .argument('<id>', 'id of the key, as "keys list" shows it')
    .addOption(workspace)
    .action((id: string, options: WorkspaceOption) => commands.revokeKey(id, options));
}

function addMigrate(migrate: Command, commands: Commands): void {
  migrate
    .command('run')
    .description('run all pending migrations')
    .action(() => commands.migrate('run'));
  migrate
    .command('revert')
    .description('revert the newest migration, after naming what that drops')
    .option('--yes', 'do not ask')
    .action((options: RevertOptions) => commands.migrate('revert', options));
  migrate
    .command('status')
    .description('list pending migrations')
    .action(() => commands.migrate('status'));
}

function addOperations(program: Command, commands: Commands): void {
  program
    .command('doctor')
    .description('look at settings, database, providers, clock, disk and memory, and say what to do')
    .option('--json', 'print JSON')
    .action((options: DoctorOptions) => commands.doctor(options));
  program
    .command('backup')
    .description('write all that the database holds into a new file, while the service runs')
    .argument('<file>', 'such as sales-agent-2026-11-29.backup')
    .action((file: string) => commands.backup(file));
  program
    .command('restore')
    .description('fill an empty database with a backup, and migrate it')
    .argument('<file>', 'what "backup" wrote')
    .option('--check', 'only check that the file is whole')
    .action((file: string, options: RestoreOptions) => commands.restore(file, options));
}

function toList(text: string): string[] {
  return [...new Set(text.split(',').map((entry) => entry.trim()))];
}

/** @throws UsageError */
function toDays(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new UsageError('--expires-in-days must be a whole number from 1 to 99999');
  return Number(text);
}
