import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { CHAT_PATH, MESSAGES } from '../support/llm-service.js';
import { useProviderDouble } from '../support/provider-double.js';
import { goodAnswer, USAGE } from '../support/provider-responses.js';
import { type ServiceProcess, startService, useFolder } from '../support/service-process.js';
import { useTestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';

const CALLERS = 64;
const LEASE_SECONDS = 15;
/** What a call costs, in pico-USD: a USD a million tokens. */
const COST = BigInt(USAGE.total_tokens) * 1_000_000n;
const LIMIT = 100n * COST;

const provider = useProviderDouble();
const database = useTestDatabase();
const folder = useFolder();
let running: ServiceProcess[] = [];
let key: string | undefined;
let keyId: string;

/** A process of the service over the database of this file. */
async function startReplica(): Promise<ServiceProcess> {
  const price = { price_input: '1', price_output: '1' };
  const service = await startService(folder.path, {
    DATABASE_URL: database.url,
    LLM_PROVIDERS: JSON.stringify([{ name: 'double', base_url: `${provider.url}/v1`, model: 'm', ...price }]),
    LLM_BUDGET_LEASE_SECONDS: String(LEASE_SECONDS),
  });
  running.push(service);
  await until(async () => (await fetch(`${service.url}/health/ready`)).ok);
  return service;
}

async function call(url: string, path: string, method: string, body?: object): Promise<Response> {
  const bearer = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const headers = { ...bearer, 'content-type': 'application/json' };
  return fetch(url + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
}

async function makeKey({ url }: ServiceProcess): Promise<void> {
  const answer = await call(url, '/api/v1/api-keys', 'POST', { name: 'budget', scopes: ['admin'] });
  const made = (await answer.json()) as { id: string; key: string };
  if (answer.status !== 201) throw new Error(`No key: ${JSON.stringify(made)}`);
  ({ id: keyId, key } = made);
}

async function setBudget({ url }: ServiceProcess, picoUsd: bigint): Promise<void> {
  const digits = picoUsd.toString().padStart(13, '0');
  const limit_usd = `${digits.slice(0, -12)}.${digits.slice(-12)}`;
  const { status } = await call(url, `/api/v1/llm/budgets/keys/${keyId}`, 'PUT', { limit_usd, period: 'month' });
  expect(status).toBe(200);
}

/** Calls until it is told for good that the budget is spent, or the replica dies. @returns how many were answered */
async function callUntilSpent({ url }: ServiceProcess): Promise<number> {
  for (let answered = 0; ;) {
    const answer = await call(url, CHAT_PATH, 'POST', { messages: MESSAGES, max_tokens: 200 }).catch(() => undefined);
    if (answer === undefined) return answered;
    const body = (await answer.json().catch(() => ({}))) as { error?: { details?: { reserved?: boolean } } };
    if (answer.status === 200) answered++;
    else if (answer.status !== 402) throw new Error(`Status ${answer.status}: ${JSON.stringify(body)}`);
    else if (body.error?.details?.reserved === false) return answered;
  }
}

async function ledger(): Promise<{ rows: number; sum: bigint }> {
  const [row] = await database.query<{ rows: number; sum: string }>(
    'SELECT count(*)::int AS rows, COALESCE(sum(cost_pico_usd), 0)::text AS sum FROM llm_calls WHERE key_id = $1',
    [keyId],
  );
  return { rows: row!.rows, sum: BigInt(row!.sum) };
}

async function counted(): Promise<bigint> {
  const [row] = await database.query<{ spent: string }>(
    `SELECT p.spent_pico_usd::text AS spent FROM llm_budget_periods p
     JOIN llm_budgets b ON b.workspace_id = p.workspace_id AND b.id = p.budget_id WHERE b.key_id = $1`,
    [keyId],
  );
  return BigInt(row?.spent ?? 0);
}

describe('Two replicas that share a budget', () => {
  beforeAll(() => {
    provider.script(goodAnswer());
  });

  afterEach(async () => {
    await Promise.all(running.map((service) => service.end('SIGKILL')));
    running = [];
  });

  it('spend all of it, at most one call more, and lose nothing, with 64 callers', async () => {
    const replicas = [await startReplica(), await startReplica()];
    await makeKey(replicas[0]!);
    await setBudget(replicas[0]!, LIMIT);
    const callers = Array.from({ length: CALLERS }, (_, index) => callUntilSpent(replicas[index % 2]!));
    const answered = (await Promise.all(callers)).reduce((sum, count) => sum + count, 0);
    await until(async () => (await ledger()).rows >= answered);
    const { rows, sum } = await ledger();
    expect(rows).toBe(answered);
    expect(sum).toBeGreaterThanOrEqual(LIMIT);
    expect(sum).toBeLessThanOrEqual(LIMIT + COST);
    expect(await counted()).toBe(sum);
  }, 120_000);

  it('leave the money of one that is killed to the other, after its lease', async () => {
    const [one, other] = [await startReplica(), await startReplica()];
    await makeKey(one);
    await setBudget(one, LIMIT);
    const dying = Array.from({ length: CALLERS / 2 }, () => callUntilSpent(one));
    await until(async () => (await ledger()).rows > 5);
    await one.end('SIGKILL');
    await Promise.all(dying);
    await sleep(LEASE_SECONDS * 1_000);
    await Promise.all(Array.from({ length: CALLERS / 2 }, () => callUntilSpent(other)));
    await until(async () => (await ledger()).sum >= LIMIT);
    const { sum } = await ledger();
    expect(sum).toBeLessThanOrEqual(LIMIT + COST);
    expect(await counted()).toBe(sum);
  }, 120_000);
});
