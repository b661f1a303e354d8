import { beforeEach, describe, expect, it } from 'vitest';
import {
  chunk,
  completion,
  cutBeforeHeaders,
  cutInHeaders,
  failure,
  json,
  raw,
  stream,
  TEXT,
} from '../../support/provider-responses.js';
import type { ScriptedResponse } from '../../support/provider-double.js';
import { type Reply, textOf, useLlmService } from '../../support/llm-service.js';

/** What a provider does, what that counts as, how often it is called, and the status that the ledger notes. */
type Row = [name: string, behave: ScriptedResponse, errorClass: string, calls: number, status: number | null];

const JSON_TYPE = { 'content-type': 'application/json' };
const vllmError = (code: number, message = 'no') => ({ object: 'error', message, type: 'Error', param: null, code });
const cerebras429 = {
  message: 'Tokens per minute limit exceeded - too many tokens processed.',
  type: 'too_many_tokens_error',
  param: 'quota',
  code: 'token_quota_exceeded',
};

/** After any of these, the next provider is called. */
const ROWS: Row[] = [
  ['200 with an error object of vLLM', json(200, vllmError(500)), 'server_error', 2, 500],
  ['200 with an error around it', json(200, { error: { message: 'no', code: 503 } }), 'unavailable', 1, 503],
  ['200 with an error that is a text', json(200, { error: 'it broke' }), 'unavailable', 1, 502],
  ['200 with a JSON text in a string', json(200, JSON.stringify({ error: { code: 401 } })), 'rejected_key', 1, 401],
  ['200 with a string in an error', json(200, { error: JSON.stringify({ code: 429 }) }), 'rate_limited', 1, 429],
  ['200 with an unknown model', json(200, vllmError(404, 'The model does not exist.')), 'rejected_key', 1, 404],
  ['a connection cut before the headers', cutBeforeHeaders, 'connection', 2, null],
  ['a connection cut in the headers', cutInHeaders, 'connection', 2, null],
  ['500', failure(500), 'server_error', 2, 500],
  ['501', failure(501), 'server_error', 2, 501],
  ['408', failure(408), 'unavailable', 1, 408],
  ['409', failure(409), 'unavailable', 1, 409],
  ['502', raw(502, '<html>Bad gateway</html>', { 'content-type': 'text/html' }), 'unavailable', 1, 502],
  ['503', failure(503), 'unavailable', 1, 503],
  ['504', raw(504, ''), 'unavailable', 1, 504],
  ['no workers', json(500, { error: 'no workers available' }), 'unavailable', 1, 500],
  ['no workers with 200', json(200, { error: 'no workers available' }), 'unavailable', 1, 502],
  ['429 without a moment', failure(429), 'rate_limited', 1, 429],
  ['429 with a distant moment', failure(429, { 'retry-after': '60' }), 'rate_limited', 1, 429],
  ['a flat 429', json(429, cerebras429), 'rate_limited', 1, 429],
  ['401', failure(401), 'rejected_key', 1, 401],
  ['402', failure(402), 'no_credit', 1, 402],
  ['403 for a reason of its own', failure(403), 'blocked', 1, 403],
  ['403 that speaks of the key', failure(403, {}, { message: 'No permission' }), 'rejected_key', 1, 403],
  ['404 for a reason of its own', failure(404), 'blocked', 1, 404],
  ['404 of a model', failure(404, {}, { message: 'No such model' }), 'rejected_key', 1, 404],
];

const WHOLE_ROWS: Row[] = [
  ['200 without choices', json(200, {}), 'malformed', 1, 200],
  ['200 with no choice', json(200, { ...completion(TEXT), choices: [] }), 'malformed', 1, 200],
  ['200 with a choice that is null', json(200, { choices: [null] }), 'malformed', 1, 200],
  ['200 with null', raw(200, 'null', JSON_TYPE), 'malformed', 1, 200],
  ['200 with half a document', raw(200, '{"choices":[{"mess', JSON_TYPE), 'malformed', 1, 200],
  ['200 with nothing', raw(200, ''), 'malformed', 1, 200],
];

const STREAM_ROWS: Row[] = [
  ['an error as its first event', stream([{ error: { message: 'no', code: 500 } }]), 'server_error', 2, 500],
  ['an error after the role', stream([chunk({ role: 'assistant' }), vllmError(503)]), 'unavailable', 1, 503],
  ['[DONE] at once', stream(['[DONE]']), 'broken_off', 1, null],
  ['an end at once', stream([]), 'broken_off', 1, null],
  ['events that are none', stream(['garbage', 'garbage', 'garbage']), 'malformed', 1, 200],
  ['a whole answer of no stream', json(200, {}), 'malformed', 1, 200],
];

const SIDES = [
  ['runpod', 'cost_optimized', 'cerebras'],
  ['cerebras', 'quality_optimized', 'runpod'],
] as const;

const service = useLlmService();

beforeEach(() => {
  service.reset();
});

describe.each(SIDES)('where %s is called first by %s and fails', (first, strategy, second) => {
  describe.each([
    ['for an answer in one piece', false, [...ROWS, ...WHOLE_ROWS]],
    ['for a stream', true, [...ROWS, ...STREAM_ROWS]],
  ] as const)('%s', (_, isStream, rows) => {
    it.each([...rows])('with %s, the other one answers', async (_, behave, errorClass, calls, status) => {
      service[first].script(behave);
      const reply = await service.chat({ model: strategy, stream: isStream });
      expectAnswerOf(reply, second, calls + 1);
      expect(reply.headers.get('x-llm-strategy')).toBe(strategy);
      expect(reply.headers.get('x-llm-fallback-reason')).toBe(errorClass);
      expect([service[first].requests.length, service[second].requests.length]).toEqual([calls, 1]);
      expectFailedCalls(first, errorClass, status, calls);
      expect(service.ledgerRows().at(-1)).toMatchObject({
        provider: second,
        attempt: calls + 1,
        outcome: 'ok',
        errorClass: null,
      });
    });

    it.each([...rows])(
      'with %s, and so does the other, the caller hears of all of it',
      async (_, behave, errorClass) => {
        service[first].script(behave);
        service[second].script(behave);
        const reply = await service.chat({ model: strategy, stream: isStream });
        expect([502, 503, 504]).toContain(reply.status);
        const { error } = reply.body as { error: { type: string; code: string; details: { attempts: object[] } } };
        expect(error).toMatchObject({ type: 'api_error', code: expect.stringMatching(/^LLM_/) });
        expect(error.details.attempts).toHaveLength(service.ledgerRows().length);
        expect(error.details.attempts).toContainEqual(expect.objectContaining({ provider: first, error: errorClass }));
        expect(error.details.attempts).toContainEqual(expect.objectContaining({ provider: second, error: errorClass }));
        expect(service.ledgerRows().length).toBeLessThanOrEqual(3);
        expectNothingOfTheProviders(reply);
      },
    );
  });
});

function expectAnswerOf(reply: Reply, provider: string, attempts: number): void {
  expect(reply.status).toBe(200);
  expect(reply.headers.get('x-llm-provider')).toBe(provider);
  expect(reply.headers.get('x-llm-attempts')).toBe(String(attempts));
  if (reply.events.length > 0) {
    expect(textOf(reply)).toBe(TEXT);
    expect(reply.events.at(-1)).toBe('[DONE]');
  } else expect(reply.body).toMatchObject({ choices: [{ message: { content: TEXT } }] });
}

function expectFailedCalls(provider: string, errorClass: string, status: number | null, count: number): void {
  const failed = { provider, outcome: 'error', errorClass, status, usageSource: 'none', costPicoUsd: 0n };
  const expected = Array.from({ length: count }, (_, index) => ({ ...failed, attempt: index + 1 }));
  expect(service.ledgerRows().slice(0, -1)).toMatchObject(expected);
}

function expectNothingOfTheProviders({ text }: Reply): void {
  const { runpod, cerebras } = service;
  for (const secret of ['words of the provider', 'key-of', runpod.url, cerebras.url, 'quota', 'endpoint1']) {
    expect(text).not.toContain(secret);
  }
}
