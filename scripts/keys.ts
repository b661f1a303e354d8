// Makes, lists and revokes API keys from the command line, most of all the first one: npm run keys -- create|list|revoke
import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { v7 as uuidv7 } from 'uuid';
import { AuditService } from '../src/audit/audit.service.js';
import type { AuditedAction } from '../src/audit/audited-actions.js';
import type { Caller } from '../src/access/caller.js';
import type { ApiKeyListResponse, CreateApiKeyRequest } from '../src/access/keys/api-key.dto.js';
import { ApiKeysService } from '../src/access/keys/api-keys.service.js';
import { AppModule } from '../src/app.module.js';
import { ConfigurationError } from '../src/config/configuration.error.js';
import { DatabaseSettings } from '../src/database/database.settings.js';
import { readEnvironment } from '../src/config/environment.js';
import { loadSettings } from '../src/app.settings.js';
import { DataFolderInUseError, EmbeddedPostgres } from '../src/database/embedded/embedded-postgres.js';
import { DEFAULT_WORKSPACE_ID } from '../src/database/workspace-id.js';
import { SalesAgentError } from '../src/errors/sales-agent.error.js';
import { type Order, readOrder, USAGE, UsageError } from './key-arguments.js';

const COMMAND_LINE: Caller = { workspace: DEFAULT_WORKSPACE_ID, keyId: null, name: 'command line', scopes: ['admin'] };

async function carryOut(order: Order, app: INestApplicationContext): Promise<void> {
  const { workspace } = order;
  if (order.verb === 'create') await create(app, Object.assign(order.key, { workspace_id: workspace }));
  else if (order.verb === 'revoke') await revoke(app, workspace, order.id);
  else await list(app, workspace);
}

async function create(app: INestApplicationContext, request: CreateApiKeyRequest): Promise<void> {
  const id = uuidv7();
  const { key, name, scopes } = await audited(app, 'api_key.create', id, () =>
    app.get(ApiKeysService).issue(COMMAND_LINE, id, request),
  );
  console.log(`Made the API key "${name}" (${id}) with ${scopes.join(', ')}. It is shown this once:\n`);
  console.log(key);
}

async function list(app: INestApplicationContext, workspace: string | undefined): Promise<void> {
  let cursor: string | null = null;
  do {
    const query = { limit: 100, cursor, workspace_id: workspace };
    const page: ApiKeyListResponse = await app.get(ApiKeysService).list(COMMAND_LINE, query);
    for (const { id, name, hint, scopes, revoked_at, expires_at } of page.data) {
      const end = revoked_at !== null ? 'revoked' : expires_at !== null ? `until ${expires_at}` : 'without end';
      console.log([id, `${hint}...`, name, scopes.join(','), end].join('\t'));
    }
    cursor = page.next_cursor;
  } while (cursor !== null);
}

async function revoke(app: INestApplicationContext, workspace: string | undefined, id: string): Promise<void> {
  await audited(app, 'api_key.revoke', id, () => app.get(ApiKeysService).revoke(COMMAND_LINE, id, workspace));
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
