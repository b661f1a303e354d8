import { beforeEach, describe, expect, it } from 'vitest';
import { longestTurn } from '../../support/longest-turn.js';
import { goodAnswer, stream, textChunks, finishChunk } from '../../support/provider-responses.js';
import { breakersOf, textOf, useLlmService } from '../../support/llm-service.js';

/** Caller, service and provider share this process, and handle bodies of a megabyte. */
const HOLD_MS = 100;
const service = useLlmService();

beforeEach(() => {
  service.reset();
});

/** A schema of 2 KB whose check takes two times as long with each level. */
function schemaBomb(depth = 28): object {
  const levels = Array.from({ length: depth }, (_, level) => {
    const next = { $ref: `#/$defs/d${level + 1}` };
    return [`d${level}`, { allOf: [next, next] }];
  });
  return { $ref: '#/$defs/d0', $defs: Object.fromEntries([...levels, [`d${depth}`, { type: 'object' }]]) as object };
}

const asking = (schema: object) => ({
  model: 'runpod',
  response_format: { type: 'json_schema', json_schema: { name: 'answer', schema } },
});

describe('a schema that takes too long to check', () => {
  it('is the error of its caller, is recorded, opens no breaker and delays no other request', async () => {
    service.runpod.script(goodAnswer('{}'));
    const calls = Promise.all(Array.from({ length: 5 }, () => service.chat(asking(schemaBomb()))));
    expect(await longestTurn(calls)).toBeLessThan(HOLD_MS);
    for (const { status, body } of await calls) {
      expect(status).toBe(400);
      expect(body).toMatchObject({ error: { code: 'LLM_SCHEMA_TOO_COMPLEX', param: 'response_format' } });
    }
    expect(service.runpod.requests).toHaveLength(5);
    expect(service.ledgerRows()[0]).toMatchObject({ outcome: 'error', errorClass: 'unchecked', status: 200 });
    expect(await breakersOf(service)).toMatchObject({ runpod: 'closed' });
  });

  it('leaves other schemas their check', async () => {
    const schema = { type: 'object', properties: { x: { type: 'number' } }, required: ['x'] };
    service.runpod.script(goodAnswer('{"x": "no number"}'));
    const bomb = service.chat(asking(schemaBomb()));
    expect((await service.chat(asking(schema))).body).toMatchObject({ error: { code: 'LLM_ANSWER_INVALID' } });
    service.runpod.script(goodAnswer('{"x": 1}'));
    expect((await service.chat(asking(schema))).status).toBe(200);
    await bomb;
  });

  it('is not checked where the format is no schema', async () => {
    service.runpod.script(goodAnswer('{}'));
    const response_format = { type: 'json_object', json_schema: { schema: schemaBomb() } };
    expect((await service.chat({ model: 'runpod', response_format })).status).toBe(200);
  });
});

describe('a long prompt', () => {
  it.each([
    ['one word', 'a'.repeat(900_000)],
    ["'s", "'s".repeat(450_000)],
    ['blanks', ' '.repeat(900_000)],
    ['emoji', '😀'.repeat(220_000)],
  ])('of %s delays no other request, whether it is too long or counted after the answer', async (_, content) => {
    service.runpod.script(stream([...textChunks(), finishChunk(), '[DONE]']));
    const body = { model: 'cost_optimized', stream: true, messages: [{ role: 'user', content }] };
    const chat = service.chat(body);
    expect(await longestTurn(chat)).toBeLessThan(HOLD_MS);
    const reply = await chat;
    if (reply.status === 200) expect(textOf(reply)).not.toBe('');
    else expect(reply.body).toMatchObject({ error: { code: 'LLM_CONTEXT_LENGTH_EXCEEDED' } });
  });
});
