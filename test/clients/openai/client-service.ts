import { beforeAll, beforeEach, expect } from 'vitest';
import { issueKey, UNKNOWN_KEY } from '../../support/callers.js';
import { type LlmTestService, useLlmService } from '../../support/llm-service.js';
import type { ScriptedResponse } from '../../support/provider-double.js';
import { until } from '../../support/until.js';
import {
  chunk,
  completion,
  cutStream,
  endlessStream,
  finishChunk,
  json,
  stream,
  textChunks,
  USAGE,
  usageChunk,
} from '../../support/provider-responses.js';

export const WRONG_KEY = UNKNOWN_KEY;
export const QUESTION = 'What is the weather in Ghent?';

/** A schema as clients send one, and an answer that fits it. */
export const SCHEMA = {
  type: 'object',
  properties: { city: { type: 'string' }, degrees: { type: 'number' } },
  required: ['city', 'degrees'],
  additionalProperties: false,
} as const;
export const WEATHER = { city: 'Ghent', degrees: 12 };

/** The tool of the tests, as each client takes it in parts. */
export const TOOL = {
  name: 'weather',
  description: 'Tells the weather',
  parameters: { type: 'object', properties: { city: { type: 'string' } } },
  execute: ({ city }: { city: string }) => `rain in ${city}`,
} as const;

const CALL = { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Ghent"}' } };

/** A call of the tool `weather`, in one piece or as a stream whose arguments come in parts. */
export const toolCall: ScriptedResponse = (call) => {
  if (call.body.stream !== true) {
    return json(200, { ...completion(null, { tool_calls: [CALL] }, 'tool_calls'), usage: USAGE })(call);
  }
  const part = (more: object) => chunk({ tool_calls: [{ index: 0, ...more }] });
  return stream([
    chunk({ role: 'assistant', content: null }),
    part({ ...CALL, function: { name: 'weather', arguments: '' } }),
    ...['{"city"', ':"Ghent"}'].map((text) => part({ function: { arguments: text } })),
    finishChunk('tool_calls'),
    usageChunk(),
    '[DONE]',
  ])(call);
};

/** A stream that is cut in the middle of its text. */
export const brokenStream = cutStream(textChunks().slice(0, 3), 5);

/** A stream of words without an end. */
export const endlessWords = endlessStream(textChunks(), chunk({ content: 'more ' }), 20);

/** Where a client finds the service, and the key that it sends. */
export interface ClientOptions {
  baseURL: string;
  apiKey: string;
}

export interface ClientService extends LlmTestService {
  options: ClientOptions;
  wrongKey: ClientOptions;
}

/** The service with two providers, which answers holders of a key only, as people run it; one makes embeddings too. */
export function useClientService(base = '/v1'): ClientService {
  const service = useLlmService({
    LLM_MODEL_ALIASES: 'gpt-4o=cerebras/gpt-oss-120b',
    LLM_PROVIDERS: JSON.stringify([
      { name: 'runpod', embedding_model: 'embedding-model' },
      // No server is there: it refuses long prompts by itself, and is asked for by name only.
      { name: 'small', base_url: 'http://127.0.0.1:9', model: 'small', context_window: 256, weight: 0 },
    ]),
  }) as ClientService;
  beforeAll(async () => {
    const { key } = await issueKey(service, { scopes: ['llm:use'] });
    service.options = { baseURL: service.url + base, apiKey: key };
    service.wrongKey = { ...service.options, apiKey: WRONG_KEY };
  });
  beforeEach(() => {
    service.reset();
  });
  return service;
}

/** All parts of a stream, in their order. */
export async function partsOf<Part>(stream: AsyncIterable<Part>): Promise<Part[]> {
  const parts: Part[] = [];
  for await (const part of stream) parts.push(part);
  return parts;
}

/** Reads as many parts of a stream that has no end, and then leaves; what the client throws at that is its own. */
export async function leaveAfter(count: number, stream: AsyncIterable<unknown>, leave: () => void): Promise<void> {
  let seen = 0;
  for await (const part of stream) if (part !== undefined && ++seen === count) leave();
}

/** The second step of a call of a tool brings its result under the id of the first. */
export function expectToolResult({ runpod }: ClientService): void {
  const [first, second] = runpod.requests;
  expect(first?.body.tools).toMatchObject([{ type: 'function', function: { name: 'weather' } }]);
  expect(second?.body.messages).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ role: 'assistant', tool_calls: [expect.objectContaining({ id: CALL.id })] }),
      expect.objectContaining({ role: 'tool', tool_call_id: CALL.id, content: expect.stringContaining('rain') }),
    ]),
  );
}

/** The caller has left: the provider's work is cancelled, and its row says so. */
export async function expectAbort(service: ClientService): Promise<void> {
  await service.runpod.waitFor(([request]) => request?.wasCancelled === true);
  await until(() => Promise.resolve(service.ledgerRows().length > 0));
  expect(service.ledgerRows()).toMatchObject([{ provider: 'runpod', outcome: 'aborted' }]);
}

/** What the clients make of the vectors of the double. */
export const VECTORS = [
  [0, 0.5, -0.25],
  [1, 0.5, -0.25],
];

/** No provider was called, as the request was refused before. */
export function expectNoCall({ runpod, cerebras }: ClientService): void {
  expect([runpod.requests.length, cerebras.requests.length]).toEqual([0, 0]);
}
