import { beforeEach, describe, expect, it } from 'vitest';
import {
  chunk,
  cutStream,
  finishChunk,
  raw,
  stream,
  type StreamPart,
  TEXT,
  textChunks,
  usageChunk,
} from '../../support/provider-responses.js';
import { useLlmService } from '../../support/llm-service.js';

const service = useLlmService({ LLM_IDLE_TIMEOUT_MS: '300', LLM_FIRST_TOKEN_TIMEOUT_MS: '500' });

beforeEach(() => {
  service.reset();
});

interface Body {
  object: string;
  choices: { message: Record<string, unknown>; finish_reason: string }[];
  usage?: object;
}

const WHOLE: StreamPart[] = [...textChunks(), finishChunk(), usageChunk(), '[DONE]'];
const ask = async (more: object = {}) => {
  const reply = await service.chat({ model: 'cost_optimized', ...more });
  return { ...reply, provider: reply.headers.get('x-llm-provider'), body: reply.body as Body };
};

describe('a stream that was not asked for', () => {
  it('is the answer in one piece, and billed as reported', async () => {
    service.runpod.script(stream(WHOLE));
    const { body, provider } = await ask();
    expect(provider).toBe('runpod');
    expect(body).toMatchObject({
      object: 'chat.completion',
      choices: [{ message: { role: 'assistant', content: TEXT }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 20 },
    });
    const row = {
      outcome: 'ok',
      errorClass: 'flawed',
      promptTokens: 20,
      completionTokens: 10,
      usageSource: 'provider',
    };
    expect(service.ledgerRows()).toMatchObject([row]);
  });

  it('has the log probabilities of all its parts', async () => {
    const tokenOf = (token: string) => ({ token, logprob: -0.5, bytes: null, top_logprobs: [] });
    const part = (content: string) => {
      const choice = { index: 0, delta: { content }, finish_reason: null, logprobs: { content: [tokenOf(content)] } };
      return { ...chunk({}), choices: [choice] };
    };
    service.runpod.script(stream([part('a'), part('b'), finishChunk(), '[DONE]']));
    const { body } = await ask({ logprobs: true });
    expect(body.choices).toMatchObject([{ logprobs: { content: [tokenOf('a'), tokenOf('b')] } }]);
  });

  it('is read by its beginning where its type says nothing', async () => {
    const events = WHOLE.map((part) => `data: ${typeof part === 'string' ? part : JSON.stringify(part)}\n\n`).join('');
    service.runpod.script(raw(200, events, { 'content-type': 'text/plain' }));
    expect((await ask()).body.choices[0]!.message.content).toBe(TEXT);
  });

  it('has its thinking and its tool calls put together, with indexes and without', async () => {
    const call = (part: object) => chunk({ tool_calls: [part] });
    service.runpod.script(
      stream([
        chunk({ role: 'assistant', reasoning_content: 'Let me ' }),
        chunk({ reasoning_content: 'see.' }),
        call({ index: 0, id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"city":' } }),
        call({ index: 0, function: { arguments: '"Bonn"}' } }),
        call({ id: 'c2', type: 'function', function: { name: 'time', arguments: '{}' } }),
        finishChunk('tool_calls'),
        '[DONE]',
      ]),
    );
    const { body } = await ask({ tools: [{ type: 'function', function: { name: 'weather' } }] });
    expect(body.choices).toMatchObject([
      {
        finish_reason: 'tool_calls',
        message: {
          content: null,
          reasoning_content: 'Let me see.',
          tool_calls: [
            { id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"city":"Bonn"}' } },
            { id: 'c2', type: 'function', function: { name: 'time', arguments: '{}' } },
          ],
        },
      },
    ]);
  });

  it.each<[string, ReturnType<typeof stream>]>([
    ['breaks', cutStream([...textChunks()])],
    ['ends without an end', stream([...textChunks()])],
    ['holds an error', stream([...textChunks(), { error: { message: 'out of memory', code: 500 } }])],
    ['holds a chunk that cannot be read', stream([...textChunks(), '{"choices":', finishChunk(), '[DONE]'])],
  ])('is had elsewhere where it %s', async (_, behave) => {
    service.runpod.script(behave, behave);
    const { status, provider, body } = await ask();
    expect([status, provider]).toEqual([200, 'cerebras']);
    expect(body.choices[0]!.message.content).toBe(TEXT);
  });
});
