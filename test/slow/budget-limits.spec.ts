import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Logger } from '@nestjs/common';
import { BudgetLeaseRenewal } from '../../src/llm/budgets/budget-lease-renewal.js';
import { LedgerQueue } from '../../src/llm/ledger/ledger-queue.service.js';
import { LlmThreads } from '../../src/llm/threads/llm-threads.service.js';
import { bearing, clientOf, issueKey, type KeyHolder, makeWorkspace } from '../support/callers.js';
import { useLlmService } from '../support/llm-service.js';
import { connectMcpClient, failureIn } from '../support/mcp-client.js';
import { failure, goodAnswer, stalledStream, stream, textChunks } from '../support/provider-responses.js';
import { LEAD, scoringAnswer } from '../support/sample-lead.js';
import { until } from '../support/until.js';

const PATH = '/api/v1/llm/budgets';
/** What one answer of RunPod costs: 30 tokens at 0.02 USD a million. */
const ONE_CALL_USD = '0.0000006';
const TWO_CALLS_USD = '0.0000012';

const service = useLlmService({ LLM_BUDGET_WAIT_MS: '1500' });
let operator: KeyHolder;
let admin: KeyHolder;
let user: KeyHolder;

beforeAll(async () => {
  operator = await issueKey(service);
});

beforeEach(async () => {
  service.reset();
  const workspace = await makeWorkspace(service.database);
  admin = await issueKey(service, { workspace });
  user = await issueKey(service, { workspace, scopes: ['llm:use', 'leads:write', 'leads:read', 'usage:read'] });
});

const limit = (owner: string, limit_usd: string, more: object = {}) =>
  clientOf(service.url, admin)
    .put(`${PATH}/${owner}`)
    .send({ limit_usd, period: 'day', ...more });

const chat = (body: object = {}, holder = user) => service.chat({ model: 'runpod', ...body }, bearing(holder));

async function spentOf(owner: string): Promise<string> {
  await until(() => service.app.get(LedgerQueue, { strict: false }).depth === 0);
  return (await clientOf(service.url, admin).get(`${PATH}/${owner}`)).body.spent_usd as string;
}

/** What the ledger holds of the workspace, in pico-USD. */
async function ledgerSum(): Promise<bigint> {
  await until(() => service.app.get(LedgerQueue, { strict: false }).depth === 0);
  const [row] = await service.database.query<{ sum: string }>(
    'SELECT COALESCE(sum(cost_pico_usd), 0)::text AS sum FROM llm_calls WHERE workspace_id = $1',
    [admin.workspace],
  );
  return BigInt(row!.sum);
}

describe('A hard budget', () => {
  it.each(['workspace', 'key'])('of a %s refuses calls once it is spent, and asks no provider', async (scope) => {
    const owner = scope === 'key' ? `keys/${user.id}` : 'workspace';
    await limit(owner, TWO_CALLS_USD, { time_zone: 'Asia/Tokyo' });
    const left = [await chat(), await chat()].map(({ headers }) => headers.get('x-llm-budget-remaining-usd'));
    expect(left).toEqual([ONE_CALL_USD, '0']);
    await until(() => service.app.get(LedgerQueue, { strict: false }).depth === 0);
    const { status, headers, body } = await chat();
    expect(status).toBe(402);
    expect(body).toMatchObject({
      error: {
        ...{ code: 'BUDGET_EXCEEDED', type: 'insufficient_quota', param: null },
        details: { scope, limit_usd: TWO_CALLS_USD, period: 'day', time_zone: 'Asia/Tokyo', reserved: false },
      },
    });
    const { resets_at } = (body as { error: { details: { resets_at: string } } }).error.details;
    expect(resets_at).toMatch(/T15:00:00.000Z$/);
    const leftSeconds = (Date.parse(resets_at) - Date.now()) / 1_000;
    expect(Math.abs(Number(headers.get('retry-after')) - leftSeconds)).toBeLessThan(5);
    expect(headers.get('x-llm-budget-remaining-usd')).toBe('0');
    expect(service.runpod.requests).toHaveLength(2);
    expect(await spentOf(owner)).toBe(TWO_CALLS_USD);
  });

  it('of a key leaves other keys alone, and the budget of the workspace counts all', async () => {
    await limit(`keys/${user.id}`, ONE_CALL_USD);
    await limit('workspace', TWO_CALLS_USD);
    expect([(await chat()).status, (await chat()).status, (await chat({}, admin)).status]).toEqual([200, 402, 200]);
    expect((await chat({}, admin)).body).toMatchObject({ error: { details: { scope: 'workspace' } } });
  });

  it('counts streams, streams that break, attempts that failed, repairs, and calls that were given up', async () => {
    await limit('workspace', '1');
    await chat({ stream: true });
    service.runpod.script(stream(textChunks()));
    await chat({ stream: true });
    service.runpod.script(failure(503), goodAnswer());
    await chat({ model: 'cost_optimized' });
    service.runpod.script(goodAnswer('no JSON'));
    service.cerebras.script(goodAnswer('{}'));
    await chat({ model: 'auto', response_format: { type: 'json_object' } });
    const caller = new AbortController();
    service.runpod.script(stream([...textChunks(), '[DONE]'], 100));
    const aborted = service
      .chat({ model: 'runpod', stream: true }, bearing(user), caller.signal)
      .catch(() => undefined);
    await service.runpod.received(1);
    setTimeout(() => {
      caller.abort();
    }, 150);
    await aborted;
    await until(() => service.ledgerRows().some(({ outcome }) => outcome === 'aborted'));
    const sum = service.ledgerRows().reduce((total, { costPicoUsd }) => total + costPicoUsd, 0n);
    expect(await ledgerSum()).toBe(sum);
    const { body } = await clientOf(service.url, admin).get(`${PATH}/workspace`);
    expect(BigInt(Math.round(Number(body.spent_usd) * 1e12))).toBe(sum);
  });

  it('gives reserved money back when calls end, so that what is left can be spent', async () => {
    await limit('workspace', '0.0001');
    // Each may cost a quarter of the limit, and costs much less.
    const answers = await Promise.all(Array.from({ length: 20 }, () => chat({ max_tokens: 1_000 })));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(await spentOf('workspace')).toBe('0.000012');
  });

  it('gives back at once what a call that was given up cannot cost any more, while its tokens are counted', async () => {
    const counting = Promise.withResolvers<number>();
    const counted = vi.spyOn(service.app.get(LlmThreads, { strict: false }), 'countTokens');
    counted.mockReturnValue(counting.promise);
    // Less than one call may cost.
    await limit('workspace', '0.00006');
    service.runpod.script(stalledStream(textChunks()), goodAnswer());
    const caller = new AbortController();
    const most = { max_tokens: 4_000 };
    const aborted = service
      .chat({ model: 'runpod', stream: true, ...most }, bearing(user), caller.signal)
      .catch(() => undefined);
    await service.runpod.received(1);
    expect((await chat(most)).status).toBe(402);
    caller.abort();
    await aborted;
    expect((await chat(most)).status).toBe(200);
    expect(service.ledgerRows().map(({ outcome }) => outcome)).toEqual(['ok']);
    counting.resolve(10);
    counted.mockRestore();
    await until(() => service.ledgerRows().some(({ outcome }) => outcome === 'aborted'));
    expect(await ledgerSum()).toBe(service.ledgerRows().reduce((sum, row) => sum + row.costPicoUsd, 0n));
  });

  it('refuses a call for which nothing is left while others are under way, for a second', async () => {
    await limit('workspace', ONE_CALL_USD);
    service.runpod.script(goodAnswer(undefined, { gapMs: 400 }));
    const running = chat({ stream: true });
    await service.runpod.received(1);
    const { status, headers, body } = await chat();
    expect(status).toBe(402);
    expect(body).toMatchObject({ error: { details: { reserved: true } } });
    expect(headers.get('retry-after')).toBe('1');
    expect((await running).status).toBe(200);
  });

  it('is in effect at once where it is set, also when it is raised, deleted and set again', async () => {
    expect((await chat()).status).toBe(200);
    await until(() => service.app.get(LedgerQueue, { strict: false }).depth === 0);
    await limit('workspace', ONE_CALL_USD);
    expect((await chat()).status).toBe(402);
    await limit('workspace', TWO_CALLS_USD);
    expect((await chat()).status).toBe(200);
    await until(() => service.app.get(LedgerQueue, { strict: false }).depth === 0);
    expect((await chat()).status).toBe(402);
    await clientOf(service.url, admin).delete(`${PATH}/workspace`);
    const free = await chat();
    expect([free.status, free.headers.get('x-llm-budget-remaining-usd')]).toEqual([200, null]);
    await limit('workspace', '0');
    expect((await chat()).status).toBe(402);
  });

  it('refuses a model that is billed at the price of another', async () => {
    expect((await chat({ model: 'runpod/dearer-model' })).status).toBe(200);
    await limit(`keys/${user.id}`, '1');
    const { status, body } = await chat({ model: 'runpod/dearer-model' });
    expect([status, body]).toMatchObject([403, { error: { code: 'MODEL_NOT_ALLOWED' } }]);
    expect((await chat({ model: 'runpod/dearer-model' }, admin)).status).toBe(200);
    expect((await clientOf(service.url, admin).get(`${PATH}/keys/${user.id}`)).body.reserved_usd).toBe('0');
  });
});

describe('A spent budget', () => {
  beforeEach(async () => {
    await limit('workspace', '0');
  });

  it('is a problem of REST', async () => {
    const client = clientOf(
      service.url,
      await issueKey(service, { workspace: admin.workspace, scopes: ['research:run'] }),
    );
    const { status, headers, body } = await client.post('/api/v1/research').send({ query: 'What is a lead?' });
    expect(status).toBe(402);
    expect(body).toMatchObject({ error_code: 'BUDGET_EXCEEDED', details: { resets_at: expect.any(String) } });
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  });

  it('is a failure of a tool of MCP', async () => {
    const client = await connectMcpClient(service.url, 'modern', admin);
    const failed = failureIn(await client.callTool({ name: 'research', arguments: { query: 'What is a lead?' } }));
    expect(failed).toMatchObject({
      ...{ error_code: 'BUDGET_EXCEEDED', details: { resets_at: expect.any(String) } },
      ...{ next_step: expect.stringContaining('budget'), retry_after_seconds: expect.any(Number) },
    });
    await client.close();
  });

  it('leaves scoring to the rules, which say why', async () => {
    const { status, body } = await clientOf(service.url, user).post('/api/v1/leads/qualify').send(LEAD);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...{ status: 'qualified' },
      qualification: { method: 'rules', fallback_reason: 'BUDGET_EXCEEDED', cost_usd: null },
    });
  });

  it('is part of the usage report of those whom it concerns', async () => {
    await limit(`keys/${user.id}`, '2', { mode: 'warn' });
    const { body } = await clientOf(service.url, user).get('/api/v1/llm/usage');
    expect(body.budgets).toMatchObject([
      { key_id: null, limit_usd: '0', exceeded: true },
      { key_id: user.id, limit_usd: '2', exceeded: false },
    ]);
    expect((await clientOf(service.url, operator).get('/api/v1/llm/usage')).body.budgets).toEqual([]);
  });
});

describe('A budget that warns', () => {
  it('refuses nothing, and is announced once at 80 % and once at 100 %', async () => {
    const logged = vi.spyOn(Logger.prototype, 'warn');
    const events = () =>
      logged.mock.calls
        .map(([facts]) => facts as { event?: string; workspace_id?: string })
        .filter(({ event, workspace_id }) => event?.startsWith('budget.') && workspace_id === admin.workspace);
    await limit('workspace', '0.000003', { mode: 'warn' });
    const sync = () => service.app.get(BudgetLeaseRenewal, { strict: false }).sweep();
    const counts: number[] = [];
    for (let count = 0; count < 8; count++) {
      expect((await chat()).status).toBe(200);
      await ledgerSum();
      await sync();
      counts.push(events().length);
    }
    expect(counts).toEqual([0, 0, 0, 1, 2, 2, 2, 2]);
    expect(events()).toMatchObject([
      { event: 'budget.warning', limit_usd: '0.000003', spent_usd: '0.0000024' },
      { event: 'budget.exceeded', spent_usd: '0.000003' },
    ]);
    expect((await chat()).headers.get('x-llm-budget-remaining-usd')).toBe('0');
    logged.mockRestore();
  });
});

describe('Scoring without rules to fall back to', () => {
  const strict = useLlmService({ QUALIFICATION_FALLBACK: 'none' });

  it('answers 402, and leaves the lead as it was', async () => {
    const holder = await issueKey(strict);
    const client = clientOf(strict.url, holder);
    strict.runpod.script(goodAnswer(JSON.stringify(scoringAnswer(90, 80, 70))));
    strict.cerebras.script(goodAnswer(JSON.stringify(scoringAnswer(90, 80, 70))));
    const { body: scored } = await client.post('/api/v1/leads/qualify').send(LEAD);
    await client.put(`${PATH}/workspace`).send({ limit_usd: '0', period: 'day' });
    const again = await client.post(`/api/v1/leads/${scored.id}/qualify`).send({});
    expect(again.status).toBe(402);
    expect(again.body).toMatchObject({ error_code: 'BUDGET_EXCEEDED', details: { lead_id: scored.id } });
    expect((await client.get(`/api/v1/leads/${scored.id}`)).body).toMatchObject({ status: 'qualified' });
    const { body: refused } = await client.post('/api/v1/leads/qualify').send({ company_name: 'Other' });
    expect((await client.get(`/api/v1/leads/${refused.details.lead_id}`)).body).toMatchObject({ status: 'new' });
  });
});
