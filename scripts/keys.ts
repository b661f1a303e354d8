// Makes, lists and revokes API keys from the command line, most of all the first one: npm run keys -- create|list|revoke
import 'reflect-metadata';
import { parseArgs } from 'node:util';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { v7 as uuidv7 } from 'uuid';
import { AuditService } from '../src/access/audit/audit.service.js';
import type { AuditedAction } from '../src/access/audit/audited.decorator.js';
import { type Caller, type Scope, SCOPES } from '../src/access/caller.js';
import { ApiKeysService, type KeyWish } from '../src/access/keys/api-keys.service.js';
import { WorkspacesService } from '../src/access/workspaces/workspaces.service.js';
import { AppModule } from '../src/app.module.js';
import { ConfigurationError } from '../src/config/configuration.error.js';
import { DatabaseSettings } from '../src/config/database.settings.js';
import { readEnvironment } from '../src/config/environment.js';
import { Settings } from '../src/config/settings.js';
import { DataFolderInUseError, EmbeddedPostgres } from '../src/database/embedded/embedded-postgres.js';
import { DEFAULT_WORKSPACE_ID, type WorkspaceId } from '../src/database/workspace-id.js';
import { SalesAgentError } from '../src/errors/sales-agent.error.js';
import { characters, textProblem } from '../src/http/text.decorator.js';
import { UUID_FORM } from '../src/http/uuid.decorator.js';

const USAGE = `Usage:
  npm run keys -- create --name <name> [--scopes <scope,...>] [--expires-in-days <days>] [--workspace <id>]
  npm run keys -- list [--workspace <id>]
  npm run keys -- revoke <id> [--workspace <id>]

Scopes: ${SCOPES.join(', ')}; admin, the default, includes all others.`;

const COMMAND_LINE: Caller = { workspace: DEFAULT_WORKSPACE_ID, keyId: null, name: 'command line', scopes: ['admin'] };

/** What was typed cannot be carried out; the message says why. */
class UsageError extends Error {}

/** What was asked for, checked before any database is looked for. */
interface Order {
  workspace: string | undefined;
  carryOut: (app: INestApplicationContext, workspace: WorkspaceId) => Promise<void>;
}

type Options = ReturnType<typeof parse>['values'];

function parse() {
  const text = { type: 'string' } as const;
  const options = {
    name: text,
    scopes: text,
    workspace: text,
    'expires-in-days': text,
    help: { type: 'boolean' },
  } as const;
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function readOrder(): Order {
  const { values, positionals } = parse();
  if (values.help === true) {
    console.log(USAGE);
    process.exit(0);
  }
  return { workspace: readWorkspace(values), carryOut: readCommand(values, positionals) };
}

function readCommand(values: Options, [command, id = '', ...rest]: string[]): Order['carryOut'] {
  if (rest.length > 0 || (id !== '' && command !== 'revoke')) throw new UsageError('There is a word too many');
  if (command === 'create') {
    const wish = { name: readName(values), scopes: readScopes(values), expiresAt: readExpiry(values) };
    return (app, workspace) => create(app, workspace, wish);
  }
  if (command === 'list') return list;
  if (command !== 'revoke') throw new UsageError('Say what to do: create, list, or revoke with the id of a key');
  if (!UUID_FORM.test(id)) throw new UsageError('The id of a key is a UUID; "list" shows them');
  return (app, workspace) => revoke(app, workspace, id);
}

async function create(app: INestApplicationContext, workspace: WorkspaceId, wish: KeyWish): Promise<void> {
  const id = uuidv7();
  const { key, secret } = await audited(app, 'api_key.create', id, () =>
    app.get(ApiKeysService).issue(workspace, id, wish),
  );
  console.log(`Made the API key "${key.name}" (${key.id}) with ${key.scopes.join(', ')}. It is shown this once:\n`);
  console.log(secret);
}

async function list(app: INestApplicationContext, workspace: WorkspaceId): Promise<void> {
  let cursor: string | undefined;
  do {
    const page = await app.get(ApiKeysService).list(workspace, 100, cursor);
    for (const { id, name, hint, scopes, revokedAt, expiresAt } of page.keys) {
      const end = revokedAt ? 'revoked' : expiresAt ? `until ${expiresAt.toISOString()}` : 'without end';
      console.log([id, `${hint}...`, name, scopes.join(','), end].join('\t'));
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

async function revoke(app: INestApplicationContext, workspace: WorkspaceId, id: string): Promise<void> {
  await audited(app, 'api_key.revoke', id, () => app.get(ApiKeysService).revoke(workspace, id));
  console.log(`Revoked ${id}; it is refused everywhere within 5 seconds.`);
}

async function audited<Result>(
  app: INestApplicationContext,
  action: AuditedAction,
  targetId: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const audit = app.get(AuditService);
  const trail = await audit.begin(COMMAND_LINE, action, { targetId, address: null, requestId: null });
  try {
    const result = await work();
    await audit.conclude(trail, targetId);
    return result;
  } catch (error) {
    await audit.conclude(trail, targetId, error instanceof SalesAgentError ? error.errorCode : 'INTERNAL_ERROR');
    throw error;
  }
}

function readName({ name: given = '' }: Options): string {
  const name = given.trim();
  if (name === '' || characters(name) > 100) throw new UsageError('--name must have 1 to 100 characters');
  const problem = textProblem(name, false);
  if (problem !== undefined) throw new UsageError(`--name ${problem}`);
  return name;
}

function readScopes(values: Options): Scope[] {
  const wanted = (values.scopes ?? 'admin').split(',').map((scope) => scope.trim());
  const unknown = wanted.filter((scope) => !(SCOPES as readonly string[]).includes(scope));
  if (unknown.length > 0) throw new UsageError(`No such scope: ${unknown.join(', ')}`);
  return [...new Set(wanted as Scope[])];
}

function readExpiry(values: Options): Date | null {
  const days = values['expires-in-days'];
  if (days === undefined) return null;
  if (!/^[1-9]\d{0,4}$/.test(days)) throw new UsageError('--expires-in-days must be a whole number from 1 to 99999');
  return new Date(Date.now() + Number(days) * 86_400_000);
}

function readWorkspace({ workspace }: Options): string | undefined {
  if (workspace !== undefined && !UUID_FORM.test(workspace)) throw new UsageError('--workspace must be a UUID');
  return workspace?.toLowerCase();
}

/** Works on the database that the service uses, whether it runs just now or not. */
async function main(): Promise<void> {
  const { workspace, carryOut } = readOrder();
  const settings = new Settings({ LOG_LEVEL: 'silent', ...readEnvironment() });
  const { url, dataDir, embeddedPort } = settings.get(DatabaseSettings);
  const embedded = new EmbeddedPostgres(dataDir, embeddedPort);
  const databaseUrl = url ?? (await embedded.findRunning()) ?? (await embedded.start());
  try {
    const app = await NestFactory.createApplicationContext(AppModule.for(settings, databaseUrl), {
      logger: false,
      abortOnError: false,
    });
    try {
      await carryOut(app, await app.get(WorkspacesService).reach(COMMAND_LINE, workspace));
    } finally {
      await app.close();
    }
  } finally {
    await embedded.stop();
  }
}

try {
  await main();
  process.exit(0);
} catch (error) {
  const isKnown = [SalesAgentError, ConfigurationError, DataFolderInUseError].some((one) => error instanceof one);
  if (error instanceof UsageError) console.error(`${error.message}\n\n${USAGE}`);
  else console.error(isKnown ? (error as Error).message : error);
  process.exit(error instanceof UsageError ? 2 : 1);
}
