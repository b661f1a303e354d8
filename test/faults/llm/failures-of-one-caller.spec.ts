import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bearing, issueKey } from '../../support/callers.js';
import { useLlmService } from '../../support/llm-service.js';
import type { ScriptedResponse } from '../../support/provider-double.js';
import { goodAnswer, raw, silent } from '../../support/provider-responses.js';

const service = useLlmService({ LLM_FIRST_TOKEN_TIMEOUT_MS: '200', LLM_DEADLINE_MS: '3000' });
const CALLS = 6;
const PAGE = '<!DOCTYPE html><title>Attention Required!</title>';
const HTML = { 'content-type': 'text/html' };
let one: Record<string, string>;
let other: Record<string, string>;

beforeAll(async () => {
  one = bearing(await issueKey(service));
  other = bearing(await issueKey(service));
});

beforeEach(() => {
  service.reset();
});

const ask = async (headers: Record<string, string>) => {
  const reply = await service.chat({ model: 'cost_optimized', stream: true }, headers);
  return reply.headers.get('x-llm-provider');
};

describe.each<[string, string, ScriptedResponse]>([
  ['time-outs', 'silent', silent],
  ['403 pages of a firewall', 'blocked', raw(403, PAGE, HTML)],
  ['401 pages of a firewall', 'blocked', raw(401, PAGE, HTML)],
  ['429 pages of a firewall', 'blocked', raw(429, PAGE, { ...HTML, 'retry-after': '3600' })],
])('%s', (_, errorClass, behave) => {
  it('of one key lead to the next provider, and open the breaker for this key alone', async () => {
    service.runpod.script(behave);
    for (let call = 0; call < CALLS; call++) expect(await ask(one)).toBe('cerebras');
    expect(service.ledgerRows()[0]).toMatchObject({ provider: 'runpod', outcome: 'error', errorClass });
    expect(service.runpod.requests).toHaveLength(5);
    service.runpod.script(goodAnswer());
    expect(await ask(other)).toBe('runpod');
    expect(await ask(one)).toBe('cerebras');
  });

  it('of two keys open the breaker for all', async () => {
    service.runpod.script(behave);
    for (let call = 0; call < CALLS; call++) await ask(call % 2 === 0 ? one : other);
    service.runpod.script(goodAnswer());
    expect(await ask(bearing(await issueKey(service)))).toBe('cerebras');
  });
});
