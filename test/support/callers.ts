import type { INestApplicationContext } from '@nestjs/common';
import supertest from 'supertest';
import { v7 as uuidv7 } from 'uuid';
import { OPEN_CALLER } from '../../src/access/caller.js';
import type { Scope } from '../../src/api/scope.js';
import { ApiKeysService } from '../../src/access/keys/api-keys.service.js';
import { DEFAULT_WORKSPACE_ID, type WorkspaceId } from '../../src/database/workspace-id.js';
import type { TestDatabase } from './test-database.js';
import { until } from './until.js';

/** Has the form of a key and is none: its bytes are all zero. */
export const UNKNOWN_KEY = `sa_live_${'A'.repeat(43)}`;
export const UNKNOWN_ID = '01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f00';

export interface KeyHolder {
  id: string;
  key: string;
  workspace: WorkspaceId;
}

export interface KeyOptions {
  scopes?: Scope[];
  workspace?: string;
  expiresAt?: Date | null;
  name?: string;
  /** Patterns of what it may use; everything by default. */
  providers?: string[];
  models?: string[];
}

/** Makes a key past HTTP; an admin's key of the default workspace, by default. */
export async function issueKey({ app }: { app: INestApplicationContext }, newKey: KeyOptions = {}): Promise<KeyHolder> {
  const { scopes = ['admin'], expiresAt = null, name = 'test' } = newKey;
  const workspace = (newKey.workspace ?? DEFAULT_WORKSPACE_ID) as WorkspaceId;
  const limits = { allowed_providers: newKey.providers ?? null, allowed_models: newKey.models ?? null };
  const end = { expires_at: expiresAt?.toISOString() ?? null };
  const request = { name, scopes, ...limits, ...end, workspace_id: workspace };
  const { id, key } = await app.get(ApiKeysService).issue(OPEN_CALLER, uuidv7(), request);
  return { id, key, workspace };
}

/** The headers that bear a key. */
export function bearing({ key }: Pick<KeyHolder, 'key'>): { authorization: string } {
  return { authorization: `Bearer ${key}` };
}

/** A caller whose every request bears its key. */
export function clientOf(url: string, holder: Pick<KeyHolder, 'key'>): ReturnType<typeof supertest.agent> {
  return supertest.agent(url).set(bearing(holder));
}

/** Makes a workspace past HTTP. */
export async function makeWorkspace(database: TestDatabase, name = 'Team'): Promise<WorkspaceId> {
  const id = uuidv7();
  await database.query('INSERT INTO workspaces (id, name) VALUES ($1, $2)', [id, name]);
  return id as WorkspaceId;
}

/** The profile that counts, as it may be sent back. */
export async function profileOf(agent: ReturnType<typeof supertest.agent>): Promise<object> {
  const { body } = await agent.get('/api/v1/scoring-profile');
  return { ...body, version: undefined, created_at: undefined };
}

/** Waits, if need be, until the running minute of the database's clock has this many seconds left. */
export async function untilMinuteHas(seconds: number, database: TestDatabase): Promise<void> {
  await until(async () => {
    const [clock] = await database.query<{ second: number }>('SELECT extract(second FROM now())::float8 AS second');
    return (clock?.second ?? 60) < 60 - seconds;
  }, 60_000);
}

/** The statuses of `count` requests sent at once. */
export async function statusesOf(count: number, ask: () => Promise<{ status: number }>): Promise<number[]> {
  const answers = await Promise.all(Array.from({ length: count }, ask));
  return answers.map(({ status }) => status);
}
