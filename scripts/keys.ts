// Makes, lists and revokes API keys from the command line, most of all the first one: npm run keys -- create|list|revoke
import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { v7 as uuidv7 } from 'uuid';
import { AuditService } from '../src/audit/audit.service.js';
import type { AuditedAction } from '../src/audit/audited-actions.js';
import type { Caller } from '../src/access/caller.js';
import { ApiKeysService, type KeyWish } from '../src/access/keys/api-keys.service.js';
import { WorkspacesService } from '../src/access/workspaces/workspaces.service.js';
import { AppModule } from '../src/app.module.js';
import { ConfigurationError } from '../src/config/configuration.error.js';
import { DatabaseSettings } from '../src/database/database.settings.js';
import { readEnvironment } from '../src/config/environment.js';
import { loadSettings } from '../src/app.settings.js';
import { DataFolderInUseError, EmbeddedPostgres } from '../src/database/embedded/embedded-postgres.js';
import { DEFAULT_WORKSPACE_ID, type WorkspaceId } from '../src/database/workspace-id.js';
import { SalesAgentError } from '../src/errors/sales-agent.error.js';
import { type Order, readOrder, USAGE, UsageError } from './key-arguments.js';

const COMMAND_LINE: Caller = { workspace: DEFAULT_WORKSPACE_ID, keyId: null, name: 'command line', scopes: ['admin'] };

async function carryOut(order: Order, app: INestApplicationContext): Promise<void> {
  const workspace = await app.get(WorkspacesService).resolve(COMMAND_LINE, order.workspace);
  if (order.verb === 'create') await create(app, workspace, order.wish);
  else if (order.verb === 'revoke') await revoke(app, workspace, order.id);
  else await list(app, workspace);
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
    const page = await app.get(ApiKeysService).list(workspace, { limit: 100, cursor });
    for (const { id, name, hint, scopes, revokedAt, expiresAt } of page.rows) {
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

/** Works on the database that the service uses, whether it runs just now or not. */
async function main(): Promise<void> {
  const order = readOrder(process.argv.slice(2));
  if (order.verb === 'help') {
    console.log(USAGE);
    return;
  }
  const settings = loadSettings({ LOG_LEVEL: 'silent', ...readEnvironment() });
  const { url, dataDir, embeddedPort } = settings.get(DatabaseSettings);
  const embedded = new EmbeddedPostgres(dataDir, embeddedPort);
  const databaseUrl = url ?? (await embedded.findRunning()) ?? (await embedded.start());
  try {
    const app = await NestFactory.createApplicationContext(AppModule.for(settings, databaseUrl), {
      logger: false,
      abortOnError: false,
    });
    try {
      await carryOut(order, app);
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
