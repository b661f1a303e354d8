import { beforeEach, describe, expect, it } from 'vitest';
import { chunk, completion, finishChunk, json, stream, TEXT, usageChunk } from '../../support/provider-responses.js';
import { type Reply, textOf, useLlmService } from '../../support/llm-service.js';

const service = useLlmService();

beforeEach(() => {
  service.reset();
});

const NO_TOKENS = { prompt_tokens: 20, completion_tokens: 0, total_tokens: 20 };
const ZEROS = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
const SOME_TOKENS = { prompt_tokens: 20, completion_tokens: 3, total_tokens: 23 };

describe.each([false, true])('an answer without words (stream: %s)', (isStream) => {
  const empty = (usage: object | undefined, reason: string) =>
    isStream
      ? stream([
          chunk({ role: 'assistant', content: '' }),
          finishChunk(reason),
          ...(usage === undefined ? [] : [usageChunk(usage)]),
          '[DONE]',
        ])
      : json(200, { ...completion('', {}, reason), usage });
  const ask = (model = 'cost_optimized') => service.chat({ model, stream: isStream });
  const contentOf = (reply: Reply) =>
    isStream
      ? textOf(reply)
      : (reply.body as { choices: { message: { content: string } }[] }).choices[0]?.message.content;

  it.each([
    ['that has no tokens', NO_TOKENS, 'stop'],
    ['of zeros', ZEROS, 'stop'],
    ['that only loaded the model', ZEROS, 'load'],
  ])('%s is had elsewhere', async (_, usage, reason) => {
    service.runpod.script(empty(usage, reason));
    const reply = await ask();
    expect([reply.headers.get('x-llm-provider'), contentOf(reply)]).toEqual(['cerebras', TEXT]);
    expect(service.ledgerRows()).toMatchObject([{ provider: 'runpod', outcome: 'error' }, { outcome: 'ok' }]);
  });

  it('that has no tokens is an error where no other provider is left', async () => {
    service.runpod.script(empty(NO_TOKENS, 'stop'));
    expect((await ask('runpod')).status).toBe(502);
  });

  it.each([
    ['that has tokens, as of a model that has nothing to say', SOME_TOKENS, 'stop'],
    ['without usage', undefined, 'stop'],
    ['of a filter', NO_TOKENS, 'content_filter'],
    ['that was cut', NO_TOKENS, 'length'],
  ])('%s is passed on', async (_, usage, reason) => {
    service.runpod.script(empty(usage, reason));
    const reply = await ask();
    expect([reply.status, reply.headers.get('x-llm-provider'), contentOf(reply)]).toEqual([200, 'runpod', '']);
  });
});
