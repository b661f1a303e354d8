import type { INestApplicationContext } from '@nestjs/common';
import { newId } from '../ids/new-id.js';
import type { Caller } from '../access/caller.js';
import {
  type ApiKeyResponse,
  CreateApiKeyRequest,
  ListApiKeysQuery,
  UpdateApiKeyRequest,
  WorkspaceQuery,
} from '../access/keys/api-key.dto.js';
import { ApiKeysService } from '../access/keys/api-keys.service.js';
import type { AuditedAction } from '../api/audited-action.js';
import { AuditService } from '../audit/audit.service.js';
import { DEFAULT_WORKSPACE_ID } from '../database/workspace-id.js';
import { UUID_FORM } from '../validation/uuid.decorator.js';
import { createAppContext } from './app-context.js';
import { UsageError } from './cli.errors.js';
import { checkOptions } from './options.js';
import { abortOnSignal, runProcess, withApp } from './run-process.js';

const COMMAND_LINE: Caller = {
  workspace: DEFAULT_WORKSPACE_ID,
  keyId: null,
  lineageId: null,
  name: 'command line',
  scopes: ['admin'],
  models: null,
};
const DAY_MS = 86_400_000;
const PAGE = 100;

export interface WorkspaceOption {
  /** Id of a workspace; the default workspace, if absent. */
  workspace?: string;
}

/** Patterns of what a key may use. */
interface ModelOptions extends WorkspaceOption {
  allowedProviders?: string[];
  allowedModels?: string[];
}

export interface KeyChangeOptions extends ModelOptions {
  name?: string;
}

export interface NewKeyOptions extends ModelOptions {
  name: string;
  scopes: string[];
  expiresInDays?: number;
}

/** Creates a key and prints it. */
export async function createKey({ name, scopes, expiresInDays, workspace, ...limits }: NewKeyOptions): Promise<void> {
  const request = await checkOptions(CreateApiKeyRequest, {
    name,
    scopes,
    ...toLimits(limits),
    workspace_id: workspace,
    expires_at: expiresInDays === undefined ? null : new Date(Date.now() + expiresInDays * DAY_MS).toISOString(),
  });
  const id = newId();
  await withApiKeys(async (keys, app) => {
    const issued = await audited(app, 'api_key.create', id, () => keys.issue(COMMAND_LINE, id, request));
    console.log(
      `Created the API key "${issued.name}" (${id}) with ${issued.scopes.join(', ')}. It is shown this once:\n`,
    );
    console.log(issued.key);
  });
}

/** Prints every key of a workspace, one a line, newest first. */
export async function listKeys({ workspace }: WorkspaceOption): Promise<void> {
  const query = await checkOptions(ListApiKeysQuery, { limit: PAGE, workspace_id: workspace });
  await withApiKeys(async (keys) => {
    do {
      const { data, next_cursor } = await keys.list(COMMAND_LINE, query);
      data.forEach(printKey);
      query.cursor = next_cursor;
    } while (query.cursor !== null);
  });
}

/** Changes the name of a key, or what it may use. */
export async function updateKey(id: string, { workspace, name, ...limits }: KeyChangeOptions): Promise<void> {
  checkId(id);
  const { workspace_id } = await checkOptions(WorkspaceQuery, { workspace_id: workspace });
  const request = await checkOptions(UpdateApiKeyRequest, { name, ...toLimits(limits) });
  await withApiKeys(async (keys, app) => {
    const key = await audited(app, 'api_key.update', id, () => keys.update(COMMAND_LINE, id, request, workspace_id));
    printKey(key);
  });
}

/** Revokes a key. */
export async function revokeKey(id: string, { workspace }: WorkspaceOption): Promise<void> {
  checkId(id);
  const { workspace_id } = await checkOptions(WorkspaceQuery, { workspace_id: workspace });
  await withApiKeys(async (keys, app) => {
    await audited(app, 'api_key.revoke', id, () => keys.revoke(COMMAND_LINE, id, workspace_id));
    console.log(`Revoked ${id}. Every replica refuses it within 5 seconds.`);
  });
}

/** Runs `work` on the database of the service, whether the service is running or not. */
function withApiKeys(work: (keys: ApiKeysService, app: INestApplicationContext) => Promise<void>): Promise<void> {
  return runProcess(async (running) => {
    const create = (databaseUrl: string) => createAppContext(running.settings, databaseUrl, false);
    const untilSignal = (app: INestApplicationContext) => abortOnSignal(running, work(app.get(ApiKeysService), app));
    await withApp(running, create, untilSignal, { isShared: true });
  });
}

/** @throws UsageError */
function checkId(id: string): void {
  if (!UUID_FORM.test(id)) throw new UsageError('The id of a key is a UUID; "keys list" shows it.');
}

function toLimits({ allowedProviders, allowedModels }: ModelOptions) {
  return { allowed_providers: allowedProviders, allowed_models: allowedModels };
}

function printKey({ id, name, hint, scopes, revoked_at, expires_at, ...limits }: ApiKeyResponse): void {
  const end = revoked_at !== null ? 'revoked' : expires_at !== null ? `until ${expires_at}` : 'without end';
  const providers = limits.allowed_providers?.join(',') ?? '*';
  const models = limits.allowed_models?.join(',') ?? '*';
  console.log([id, `${hint}...`, name, scopes.join(','), end, `providers ${providers}`, `models ${models}`].join('\t'));
}

function audited<Result>(
  app: INestApplicationContext,
  action: AuditedAction,
  targetId: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const call = { targetId, address: null, requestId: null };
  return app.get(AuditService).record(COMMAND_LINE, action, call, work);
}
