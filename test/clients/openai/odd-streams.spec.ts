import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { Agent, OpenAIProvider, Runner, setTracingDisabled, tool } from '@openai/agents';
import { ChatOpenAI } from '@langchain/openai';
import { streamText } from 'ai';
import OpenAI from 'openai';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ScriptedResponse } from '../../support/provider-double.js';
import {
  chunk,
  eventsOf,
  finishChunk,
  goodAnswer,
  raw,
  stream,
  type StreamPart,
  textChunks,
  USAGE,
  usageChunk,
} from '../../support/provider-responses.js';
import { expectToolResult, partsOf, QUESTION, TOOL, useClientService } from './client-service.js';

const service = useClientService();
const TEXT = 'Grüße aus Gent, 12 Grad 🌧';
const EVENTS = { 'content-type': 'text/event-stream' };
const WORDS = textChunks(TEXT);
const WHOLE: StreamPart[] = [...WORDS, finishChunk(), usageChunk(), '[DONE]'];

beforeAll(() => {
  setTracingDisabled(true);
});

interface Part {
  choices: { delta: object }[];
}
const without = (names: string[]) =>
  WHOLE.map((one) => {
    if (typeof one === 'string') return one;
    const { choices, ...rest } = one as Part;
    const kept = choices.map((choice) =>
      Object.fromEntries(Object.entries(choice).filter(([name]) => !names.includes(name))),
    );
    return { ...Object.fromEntries(Object.entries(rest).filter(([name]) => !names.includes(name))), choices: kept };
  });
const withDeltas = (change: (delta: object) => object) =>
  WHOLE.map((one) => {
    if (typeof one === 'string') return one;
    const { choices, ...rest } = one as Part;
    return { ...rest, choices: choices.map((choice) => ({ ...choice, delta: change(choice.delta) })) };
  });

/** Sends a few bytes at a time, so that events and characters are cut in their middle. */
const inPieces =
  (text: string): ScriptedResponse =>
  async ({ response }) => {
    response.writeHead(200, EVENTS);
    response.socket?.setNoDelay(true);
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += 7) {
      response.write(bytes.subarray(at, at + 7));
      if (at % 70 === 0) await new Promise(setImmediate);
    }
    response.end();
  };

const ODD: [name: string, behave: ScriptedResponse][] = [
  ['as it should be', stream(WHOLE)],
  ['whose deltas have no role', stream(withDeltas((delta) => ({ ...delta, role: undefined })))],
  ['whose deltas all have a role', stream(withDeltas((delta) => ({ role: 'assistant', ...delta })))],
  ['without indexes', stream(without(['index']))],
  [
    'with an index of 1',
    stream(WHOLE.map((one) => JSON.parse(JSON.stringify(one).replaceAll('"index":0', '"index":1')) as StreamPart)),
  ],
  ['without ids and types', stream(without(['id', 'object', 'created', 'model']))],
  [
    'whose texts are lists of parts',
    stream(withDeltas((delta) => ('content' in delta ? { content: [{ type: 'text', text: delta.content }] } : delta))),
  ],
  ['whose usage comes with the last words', stream([...WORDS, finishChunk('stop', { usage: USAGE }), '[DONE]'])],
  [
    'whose usage has other names',
    stream([...WORDS, finishChunk(), usageChunk({ input_tokens: 20, output_tokens: 10 }), '[DONE]']),
  ],
  [
    'with chunks without choices',
    stream([
      { ...chunk({}), choices: [] },
      ...WHOLE.slice(0, 3),
      { ...chunk({}), choices: [] },
      '{}',
      ...WHOLE.slice(3),
    ]),
  ],
  [
    'with comments between',
    raw(200, `: ping\n\n${eventsOf(WHOLE).replaceAll('\n\n', '\n\n: keep-alive\n\n')}`, EVENTS),
  ],
  ['with CRLF', raw(200, eventsOf(WHOLE, '\r\n'), EVENTS)],
  ['in bits that cut characters', inPieces(eventsOf(WHOLE))],
  [
    'without an event in it',
    raw(
      200,
      WHOLE.slice(0, -1)
        .map((one) => `${JSON.stringify(one)}\n`)
        .join(''),
      EVENTS,
    ),
  ],
  ['whose end is called end_turn', stream([...WORDS, finishChunk('end_turn'), usageChunk(), '[DONE]'])],
];

const runner = () => {
  const openAIClient = new OpenAI({ ...service.options, maxRetries: 0 });
  return new Runner({
    modelProvider: new OpenAIProvider({ openAIClient, useResponses: false }),
    tracingDisabled: true,
  });
};
const weather = tool({ ...TOOL, parameters: z.object({ city: z.string() }) });
const now = tool({ name: 'now', description: 'Tells the time', parameters: z.object({}), execute: () => 'noon' });

/** What each client makes of a stream. */
const CLIENTS: [name: string, read: () => Promise<unknown>][] = [
  [
    'openai',
    async () => {
      const client = new OpenAI({ ...service.options, maxRetries: 0 });
      const messages = [{ role: 'user' as const, content: QUESTION }];
      const answer = await client.chat.completions.stream({ model: 'runpod', messages }).finalChatCompletion();
      return [answer.choices[0]?.message.content, answer.choices[0]?.finish_reason];
    },
  ],
  [
    'the agents SDK',
    async () => {
      const agent = new Agent({ name: 'Weather', model: 'runpod' });
      const result = await runner().run(agent, QUESTION, { stream: true });
      await result.completed;
      return [result.finalOutput, 'stop'];
    },
  ],
  [
    'the AI SDK',
    async () => {
      const model = createOpenAICompatible({ name: 'sales-agent', ...service.options, includeUsage: true })('runpod');
      const result = streamText({ model, prompt: QUESTION, maxRetries: 0 });
      return [await result.text, await result.finishReason];
    },
  ],
  [
    'LangChain',
    async () => {
      const { apiKey, ...configuration } = service.options;
      const model = new ChatOpenAI({ model: 'runpod', apiKey, maxRetries: 0, configuration });
      const answer = (await partsOf(await model.stream(QUESTION))).reduce((all, part) => all.concat(part));
      return [answer.content, answer.response_metadata.finish_reason];
    },
  ],
];

describe.each(CLIENTS)('%s reads a stream', (_, read) => {
  it.each(ODD)('%s', async (__, behave) => {
    service.runpod.script(behave);
    expect(await read()).toEqual([TEXT, 'stop']);
    expect(service.ledgerRows()).toMatchObject([
      { provider: 'runpod', outcome: 'ok', promptTokens: 20, completionTokens: 10 },
    ]);
  });
});

describe('The agents SDK calls a tool', () => {
  const call = (named: object, more: object = {}) => chunk({ tool_calls: [{ ...more, function: named }] });
  const whole = { index: 0, id: 'call_1', type: 'function' };

  it.each<[string, object[]]>([
    ['whose arguments are an object', [call({ name: 'weather', arguments: { city: 'Ghent' } }, whole)]],
    [
      'that repeats its name and id',
      ['{"city"', ':"Ghent"}'].map((text) => call({ name: 'weather', arguments: text }, whole)),
    ],
    [
      'with an index of 1',
      [
        call({ name: 'weather', arguments: '{"city"' }, { ...whole, index: 1 }),
        call({ arguments: ':"Ghent"}' }, { index: 1 }),
      ],
    ],
  ])('%s', async (_, parts) => {
    service.runpod.script(stream([...parts, finishChunk('tool_calls'), usageChunk(), '[DONE]']), goodAnswer());
    const agent = new Agent({ name: 'Weather', model: 'runpod', tools: [weather] });
    const result = await runner().run(agent, QUESTION, { stream: true });
    await result.completed;
    expectToolResult(service);
  });

  it.each([undefined, null, '', {}])('whose arguments are %j, and that has no id, without arguments', async (given) => {
    const parts = [call({ name: 'now', arguments: given }, { index: 0 }), finishChunk('tool_calls'), '[DONE]'];
    service.runpod.script(stream(parts), goodAnswer());
    const agent = new Agent({ name: 'Weather', model: 'runpod', tools: [now] });
    const result = await runner().run(agent, QUESTION, { stream: true });
    await result.completed;
    const [, second] = service.runpod.requests;
    expect(second?.body.messages.at(-1)).toMatchObject({
      role: 'tool',
      content: 'noon',
      tool_call_id: expect.stringMatching(/^call_/) as unknown,
    });
  });
});
