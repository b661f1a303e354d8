import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AppLogger } from '../../../src/telemetry/app.logger.js';
import { breakersOf, useLlmService } from '../../support/llm-service.js';
import type { ScriptedResponse } from '../../support/provider-double.js';
import { failure, goodAnswer, json, raw } from '../../support/provider-responses.js';

/** What is one provider's own, the class of the failure, and whether it closes the provider to everybody. */
const ROWS: [name: string, behave: ScriptedResponse, errorClass: string, breaker: string][] = [
  ['no credit, as a 400', failure(400, {}, { message: 'Your credit balance is too low' }), 'no_credit', 'open'],
  ['no credit, as a 402', failure(402, {}, { message: 'Insufficient Balance' }), 'no_credit', 'open'],
  ['no quota left, as a 429', failure(429, {}, { code: 'insufficient_quota' }), 'no_credit', 'open'],
  ['a model that is gone', failure(400, {}, { code: 'model_decommissioned' }), 'rejected_key', 'open'],
  [
    'a limit per minute, as a 413',
    failure(413, {}, { code: 'rate_limit_exceeded', message: 'Request too large: tokens per minute (TPM)' }),
    'refused',
    'closed',
  ],
  [
    'a model that is not for us',
    failure(400, {}, { message: '/chat/completions: Invalid model name passed in model=x. Call `/v1/models`' }),
    'rejected_key',
    'open',
  ],
  [
    'a prompt that fills the context, as a 500',
    failure(500, {}, { code: 500, message: 'context size has been exceeded.', type: 'server_error' }),
    'context_length',
    'closed',
  ],
  [
    'no credit, as a 200',
    json(200, { choices: null, base_resp: { status_code: 1008, status_msg: 'insufficient balance' } }),
    'no_credit',
    'open',
  ],
  [
    'a wrong key, as a 200',
    json(200, { base_resp: { status_code: 1004, status_msg: 'login fail' } }),
    'rejected_key',
    'open',
  ],
  ['a content filter', failure(400, {}, { code: 'content_filter', message: 'Filtered' }), 'refused', 'closed'],
  ['flagged input', failure(403, {}, { message: 'Your input was flagged' }), 'refused', 'closed'],
  ['no endpoint', failure(404, {}, { message: 'No endpoints found that support tool use' }), 'refused', 'closed'],
  ['a parameter that cannot be left out', failure(400, {}, { message: 'n is not supported' }), 'refused', 'closed'],
  ['the page of a firewall', raw(403, '<html><title>Attention Required!</title></html>'), 'blocked', 'closed'],
];

const service = useLlmService({ LLM_LOGGED_FAILURES_PER_MINUTE: '1000' });

beforeEach(() => {
  service.reset();
});

describe.each([false, true])('A refusal that may be one provider’s own (stream: %s)', (stream) => {
  it.each(ROWS)('because of %s leads to the next provider', async (_, behave, errorClass, breaker) => {
    service.runpod.script(behave);
    const { status, headers } = await service.chat({ model: 'cost_optimized', stream, n: 1 });
    expect([status, headers.get('x-llm-provider')]).toEqual([200, 'cerebras']);
    expect(headers.get('x-llm-fallback-reason')).toBe(errorClass);
    expect(service.ledgerRows()).toMatchObject([{ errorClass, costPicoUsd: 0n }, { outcome: 'ok' }]);
    expect(await breakersOf(service)).toEqual({ runpod: breaker, cerebras: 'closed' });
  });

  it.each(ROWS.filter(([, , errorClass]) => errorClass === 'refused'))(
    'because of %s closes no provider, however often it comes',
    async (_, behave) => {
      service.runpod.script(behave);
      for (let round = 0; round < 12; round++) await service.chat({ model: 'cost_optimized', stream, n: 1 });
      expect(service.runpod.requests).toHaveLength(12);
    },
  );
});

it('A quota that comes back at a named moment is waited for, although it is called a matter of billing', async () => {
  const retry = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '37s' };
  const message = 'You exceeded your current quota, please check your plan and billing details.';
  service.runpod.script(failure(429, {}, { status: 'RESOURCE_EXHAUSTED', message, details: [retry] }));
  service.cerebras.script(failure(503));
  const { status, headers } = await service.chat({ model: 'cost_optimized' });
  expect([status, headers.get('retry-after')]).toEqual([502, '37']);
  expect(service.ledgerRows()[0]).toMatchObject({ errorClass: 'rate_limited' });
});

describe('A provider whose account has no credit', () => {
  it('is left out for minutes, with one line for the operator', async () => {
    let now = 0;
    service.reset(() => now);
    const logged = vi.spyOn(service.app.get(AppLogger), 'error').mockImplementation(() => undefined);
    service.runpod.script(failure(402, {}, { message: 'Insufficient Balance' }));
    await Promise.all(Array.from({ length: 5 }, () => service.chat({ model: 'cost_optimized' })));
    const asked = service.runpod.requests.length;
    now = 119_000;
    await service.chat({ model: 'cost_optimized' });
    expect(service.runpod.requests).toHaveLength(asked);
    service.runpod.script(goodAnswer());
    now = 301_000;
    const { headers } = await service.chat({ model: 'cost_optimized' });
    expect(headers.get('x-llm-provider')).toBe('runpod');
    const lines = logged.mock.calls.filter(([, message]) => String(message).includes('no credit'));
    expect(lines).toEqual([
      [
        expect.objectContaining({ provider: 'runpod', status: 402, reason: 'Insufficient Balance' }),
        expect.stringContaining('Top it up'),
        expect.any(String),
      ],
    ]);
    logged.mockRestore();
  });

  it('is asked once more where no other is left, and says when to come again', async () => {
    for (const provider of [service.runpod, service.cerebras]) provider.script(failure(402));
    await service.chat({ model: 'cost_optimized' });
    const { status, headers } = await service.chat({ model: 'cost_optimized' });
    expect(status).toBe(502);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(60);
    service.runpod.script(goodAnswer());
    service.cerebras.script(goodAnswer());
    expect((await service.chat({ model: 'cost_optimized' })).status).toBe(200);
  });
});

it('The reason of a refusal is logged in the provider’s words, without secrets', async () => {
  const logged = vi.spyOn(service.app.get(AppLogger), 'warn').mockImplementation(() => undefined);
  const message = { detail: [{ loc: ['body', 'messages'], msg: `Bad thing for sk-${'a1'.repeat(12)}` }] };
  service.runpod.script(failure(422, {}, { message }));
  await service.chat({ model: 'cost_optimized' });
  expect(logged).toHaveBeenCalledWith(
    expect.objectContaining({ provider: 'runpod', status: 422, reason: 'body.messages: Bad thing for [redacted]' }),
    expect.any(String),
    expect.any(String),
  );
  logged.mockRestore();
});
