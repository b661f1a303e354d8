import { describe, expect, it, vi } from 'vitest';
import { LedgerQueue } from '../../src/llm/ledger/ledger-queue.service.js';
import { LlmThreads } from '../../src/llm/threads/llm-threads.service.js';
import { bearing, clientOf } from '../support/callers.js';
import { BUDGETS_PATH as PATH, useBudgetService } from '../support/budget-service.js';
import { failure, goodAnswer, stalledStream, stream, textChunks } from '../support/provider-responses.js';
import { until } from '../support/until.js';

/** What one answer of RunPod costs: 30 tokens at 0.02 USD a million. */
const ONE_CALL_USD = '0.0000006';
const TWO_CALLS_USD = '0.0000012';

const { service, callers, limit, chat, spentOf, ledgerSum } = useBudgetService();

describe('A hard budget', () => {
  it.each(['workspace', 'key'])('of a %s refuses calls once it is spent, and asks no provider', async (scope) => {
    const owner = scope === 'key' ? `keys/${callers.user.id}` : 'workspace';
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
    await limit(`keys/${callers.user.id}`, ONE_CALL_USD);
    await limit('workspace', TWO_CALLS_USD);
    expect([(await chat()).status, (await chat()).status, (await chat({}, callers.admin)).status]).toEqual([
      200, 402, 200,
    ]);
    expect((await chat({}, callers.admin)).body).toMatchObject({ error: { details: { scope: 'workspace' } } });
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
      .chat({ model: 'runpod', stream: true }, bearing(callers.user), caller.signal)
      .catch(() => undefined);
    await service.runpod.received(1);
    setTimeout(() => {
      caller.abort();
    }, 150);
    await aborted;
    await until(() => service.ledgerRows().some(({ outcome }) => outcome === 'aborted'));
    const sum = service.ledgerRows().reduce((total, { costPicoUsd }) => total + costPicoUsd, 0n);
    expect(await ledgerSum()).toBe(sum);
    const { body } = await clientOf(service.url, callers.admin).get(`${PATH}/workspace`);
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
      .chat({ model: 'runpod', stream: true, ...most }, bearing(callers.user), caller.signal)
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
    await clientOf(service.url, callers.admin).delete(`${PATH}/workspace`);
    const free = await chat();
    expect([free.status, free.headers.get('x-llm-budget-remaining-usd')]).toEqual([200, null]);
    await limit('workspace', '0');
    expect((await chat()).status).toBe(402);
  });

  it('refuses a model that is billed at the price of another', async () => {
    expect((await chat({ model: 'runpod/dearer-model' })).status).toBe(200);
    await limit(`keys/${callers.user.id}`, '1');
    const { status, body } = await chat({ model: 'runpod/dearer-model' });
    expect([status, body]).toMatchObject([403, { error: { code: 'MODEL_NOT_ALLOWED' } }]);
    expect((await chat({ model: 'runpod/dearer-model' }, callers.admin)).status).toBe(200);
    expect((await clientOf(service.url, callers.admin).get(`${PATH}/keys/${callers.user.id}`)).body.reserved_usd).toBe(
      '0',
    );
  });
});
