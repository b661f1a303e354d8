import { describe, expect, it } from 'vitest';
import OpenAI, { APIError, APIUserAbortError, AuthenticationError, NotFoundError } from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import {
  chunk,
  completion,
  failure,
  finishChunk,
  goodAnswer,
  json,
  stream as scripted,
  TEXT,
  USAGE,
  vectors,
} from '../../support/provider-responses.js';
import {
  brokenStream,
  endlessWords,
  expectAbort,
  expectNoCall,
  expectToolResult,
  leaveAfter,
  QUESTION,
  TOOL,
  toolCall,
  useClientService,
  VECTORS,
  WEATHER,
} from './client-service.js';

const service = useClientService();
const client = (more: object = {}) => new OpenAI({ ...service.options, maxRetries: 0, ...more });
const messages = [{ role: 'user' as const, content: QUESTION }];

/** The message that the SDK puts together of a stream that its provider sends in these parts. */
async function messageOf(parts: Parameters<typeof scripted>[0]) {
  service.runpod.script(scripted([...parts, '[DONE]']));
  const { choices } = await client().chat.completions.stream({ model: 'runpod', messages }).finalChatCompletion();
  return choices[0]?.message;
}

/** All that the SDK knows to send, with nulls where its types allow them. */
const EVERYTHING = {
  ...{ store: true, metadata: { team: 'north' }, service_tier: 'auto', user: 'u-1', seed: 1, n: 1, stop: null },
  ...{ max_completion_tokens: 50, max_tokens: null, logprobs: true, top_logprobs: 2, temperature: null, top_p: null },
  ...{ presence_penalty: 0, frequency_penalty: 0, logit_bias: null, verbosity: 'low', reasoning_effort: null },
  ...{ stream: null, stream_options: null, prompt_cache_key: 'k', safety_identifier: 's' },
} as const;

describe('The openai SDK', () => {
  it('gets a plain answer, with the headers of the router', async () => {
    const { data, response } = await client().chat.completions.create({ model: 'gpt-4o', messages }).withResponse();
    expect(data.choices[0]?.message.content).toBe(TEXT);
    expect(response.headers.get('x-llm-provider')).toBe('cerebras');
    expect(service.ledgerRows()).toMatchObject([{ provider: 'cerebras', outcome: 'ok', promptTokens: 20 }]);
  });

  it('gets a stream, and its usage if it asks for it', async () => {
    const stream = await client().chat.completions.create({
      ...{ model: 'runpod', messages, stream: true, stream_options: { include_usage: true } },
    });
    let text = '';
    let usage;
    for await (const part of stream) {
      text += part.choices[0]?.delta.content ?? '';
      usage ??= part.usage;
    }
    expect([text, usage]).toEqual([TEXT, USAGE]);
  });

  it.each<[string, object, object]>([
    ['in no delta', {}, {}],
    ['in the second delta', {}, { role: 'assistant' }],
    ['as null', { role: null }, { role: null }],
    ['as an empty text', { role: '' }, { role: '' }],
    ['under another name', { role: 'model' }, { role: 'model' }],
  ])('puts a stream together whose role its provider sends %s', async (_, first, second) => {
    const deltas = [
      { ...first, content: 'Rain in ' },
      { ...second, content: 'Ghent' },
    ];
    // Some servers leave out the index, too.
    const withoutIndex = deltas.map((delta) => chunk({}, null, { choices: [{ delta }] }));
    const message = await messageOf([...withoutIndex, finishChunk()]);
    expect(message).toMatchObject({ role: 'assistant', content: 'Rain in Ghent' });
  });

  it.each([
    ['have no index, as those of Gemini', undefined],
    ['share one index', 0],
  ])('tells calls of tools apart that %s', async (_, index) => {
    // Some leave out the type of a call, too.
    const call = (id: string, name: string) => ({ index, id, function: { name, arguments: '{}' } });
    const deltas = [{ role: 'assistant', tool_calls: [call('c1', 'f')] }, { tool_calls: [call('c2', 'g')] }];
    const message = await messageOf([...deltas.map((delta) => chunk(delta)), finishChunk('tool_calls')]);
    expect(message?.tool_calls).toMatchObject([
      { id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } },
      { id: 'c2', function: { name: 'g', arguments: '{}' } },
    ]);
  });

  it('calls a tool in two steps by its own runner, streaming and not', async () => {
    for (const stream of [false, true]) {
      service.runpod.script(toolCall, goodAnswer());
      const { execute, ...described } = TOOL;
      const tools = [{ type: 'function' as const, function: { ...described, parse: JSON.parse, function: execute } }];
      const runner = client().chat.completions.runTools({ model: 'runpod', messages, tools, stream } as never);
      expect(await (runner as unknown as { finalContent(): Promise<string> }).finalContent()).toBe(TEXT);
      expectToolResult(service);
    }
  });

  it('parses structured output', async () => {
    service.runpod.script(goodAnswer(WEATHER));
    const schema = z.object({ city: z.string(), degrees: z.number() });
    const response_format = zodResponseFormat(schema, 'weather');
    const answer = await client().chat.completions.parse({ model: 'runpod', messages, response_format });
    expect(answer.choices[0]?.message.parsed).toEqual(WEATHER);
    expect(service.runpod.requests[0]?.body.response_format).toMatchObject({ type: 'json_schema' });
  });

  it('aborts a stream, which cancels the provider', async () => {
    service.runpod.script(endlessWords);
    const stream = await client().chat.completions.create({ model: 'runpod', messages, stream: true });
    await leaveAfter(3, stream, () => {
      stream.controller.abort();
    });
    await expectAbort(service);
  });

  it('aborts a request that waits, which cancels the provider', async () => {
    service.runpod.script(endlessWords);
    const controller = new AbortController();
    const request = client().chat.completions.create(
      { model: 'runpod', messages, stream: true },
      { signal: controller.signal, headers: { 'x-llm-stream': 'complete' } },
    );
    await service.runpod.received(1);
    controller.abort();
    await expect(request).rejects.toBeInstanceOf(APIUserAbortError);
    await expectAbort(service);
  });

  it('learns that a stream broke', async () => {
    service.runpod.script(brokenStream);
    const stream = await client().chat.completions.create({ model: 'runpod', messages, stream: true });
    let text = '';
    const read = async () => {
      for await (const part of stream) text += part.choices[0]?.delta.content ?? '';
    };
    await expect(read()).rejects.toThrow(/broke off/);
    await expect(read()).rejects.toThrow();
    expect(text).toBe(TEXT.split(' ').slice(0, 2).join(' ') + ' ');
  });

  it('learns from a wrong route how it is switched', async () => {
    const wrong = client().responses.create({ model: 'gpt-4o', input: QUESTION });
    await expect(wrong).rejects.toBeInstanceOf(NotFoundError);
    await expect(wrong).rejects.toThrow(/^404 .*Responses API is not offered.*client\.chat\.completions/);
    const elsewhere = client({ baseURL: service.url }).chat.completions.create({ model: 'auto', messages });
    await expect(elsewhere).rejects.toThrow(/base URL of OpenAI clients is .*\/v1/);
    expectNoCall(service);
  });

  it('learns that its key is wrong', async () => {
    const wrong = client(service.wrongKey).chat.completions.create({ model: 'auto', messages });
    await expect(wrong).rejects.toBeInstanceOf(AuthenticationError);
    expectNoCall(service);
  });

  it('reads each model that it lists', async () => {
    for await (const { id } of client().models.list()) {
      expect(await client().models.retrieve(id)).toMatchObject({ id, object: 'model' });
    }
    await expect(client().models.retrieve('gpt-9/x')).rejects.toBeInstanceOf(NotFoundError);
  });

  it('gets embeddings, in the encoding that it picks and in its own', async () => {
    service.runpod.script(vectors());
    for (const encoding of [{}, { encoding_format: 'float' as const }]) {
      const { data } = await client().embeddings.create({ model: 'embedding-model', input: ['a', 'b'], ...encoding });
      expect(data.map(({ embedding }) => embedding)).toEqual(VECTORS);
    }
    expect(service.runpod.requests.map(({ body }) => body.encoding_format)).toEqual(['base64', 'float']);
  });

  it('learns which models there are from one that is not', async () => {
    const wrong = client().chat.completions.create({ model: 'gpt-9', messages });
    await expect(wrong).rejects.toBeInstanceOf(NotFoundError);
    await expect(wrong).rejects.toThrow(/There are auto, .*cerebras/);
  });

  it('may send all that it knows, nulls and an account included', async () => {
    const own = client({ organization: 'org-1', project: 'proj-1', defaultHeaders: { 'OpenAI-Beta': 'x=v1' } });
    const developer = { role: 'developer' as const, content: [{ type: 'text' as const, text: 'Be brief.' }] };
    const answer = await own.chat.completions.create({
      ...EVERYTHING,
      ...{ model: 'runpod', messages: [developer, ...messages], parallel_tool_calls: false, tools: undefined },
    } as OpenAI.ChatCompletionCreateParamsNonStreaming);
    expect(answer.choices[0]?.message.content).toBe(TEXT);
    const { body } = service.runpod.requests[0] ?? {};
    // A system message means the same to every model, and older ones know no other.
    expect(body?.messages[0]).toEqual({ ...developer, role: 'system' });
    // A null stands for the default, and not every server knows that.
    expect(Object.values(body ?? {})).not.toContain(null);
    expect(body).not.toHaveProperty('stream_options');
  });
});

describe('The retries of the openai SDK', () => {
  it('wait as long as the error says, and find a provider that is back', async () => {
    service.cerebras.script(failure(429, { 'retry-after-ms': '300' }), goodAnswer());
    const answer = await client({ maxRetries: 1 }).chat.completions.create({ model: 'cerebras', messages });
    expect(answer.choices[0]?.message.content).toBe(TEXT);
  });

  it('are not made where the same would come again', async () => {
    service.runpod.script(goodAnswer('no JSON'));
    service.cerebras.script(json(200, { ...completion('neither'), usage: USAGE }));
    const response_format = { type: 'json_object' as const };
    const wrong = client({ maxRetries: 2 }).chat.completions.create({ model: 'runpod', messages, response_format });
    await expect(wrong).rejects.toBeInstanceOf(APIError);
    expect(service.ledgerRows()).toHaveLength(2);
  });
});
