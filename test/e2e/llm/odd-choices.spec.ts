import { beforeEach, describe, expect, it } from 'vitest';
import {
  chunk,
  completion,
  finishChunk,
  json,
  stream,
  TEXT,
  textChunks,
  USAGE,
} from '../../support/provider-responses.js';
import { type Reply, textOf, useLlmService } from '../../support/llm-service.js';

const service = useLlmService({ LLM_IDLE_TIMEOUT_MS: '300', LLM_FIRST_TOKEN_TIMEOUT_MS: '500' });

beforeEach(() => {
  service.reset();
});

interface Choice {
  index: number;
  delta: Record<string, unknown>;
  message: { content: unknown; tool_calls: object[] };
  finish_reason: string | null;
}

const ask = (isStream: boolean, more: object = {}) => service.chat({ model: 'runpod', stream: isStream, ...more });
const choicesOf = ({ body }: Reply) => (body as { choices: Choice[] }).choices;
const sentChoices = ({ events }: Reply) =>
  events.filter((data) => data !== '[DONE]').flatMap((data) => (JSON.parse(data) as { choices: Choice[] }).choices);
const answerOf = (...choices: object[]) => json(200, { ...completion(TEXT), choices, usage: USAGE });
const part = (index: unknown, content: string) => ({ ...chunk({}), choices: [{ index, delta: { content } }] });
const end = (index: unknown) => ({ ...chunk({}), choices: [{ index, delta: {}, finish_reason: 'stop' }] });

/** The text of each choice of a stream, as clients put it together. */
function textsOf(reply: Reply): string[] {
  const texts: string[] = [];
  for (const { index, delta } of sentChoices(reply))
    texts[index] = (texts[index] ?? '') + ((delta.content as string | undefined) ?? '');
  return texts;
}

it('a role in every delta is sent once, as some clients append it', async () => {
  const parts = textChunks().map((one) => {
    const [choice] = (one as { choices: { delta: object }[] }).choices;
    return { ...one, choices: [{ ...choice, delta: { role: 'assistant', ...choice?.delta } }] };
  });
  service.runpod.script(stream([...parts, finishChunk(), '[DONE]']));
  const reply = await ask(true);
  expect(textOf(reply)).toBe(TEXT);
  expect(sentChoices(reply).flatMap(({ delta }) => delta.role ?? [])).toEqual(['assistant']);
});

describe('choices', () => {
  const message = (content: string) => ({ message: { role: 'assistant', content }, finish_reason: 'stop' });

  it.each<[string, object[], string[]]>([
    [
      'out of order',
      [
        { index: 1, ...message('b') },
        { index: 0, ...message('a') },
      ],
      ['a', 'b'],
    ],
    [
      'with a gap',
      [
        { index: 0, ...message('a') },
        { index: 2, ...message('b') },
      ],
      ['a', 'b'],
    ],
    [
      'with one index',
      [
        { index: 0, ...message('a') },
        { index: 0, ...message('b') },
      ],
      ['a', 'b'],
    ],
    ['without an index', [message('a'), message('b')], ['a', 'b']],
  ])('%s are numbered in an answer in one piece, and as a stream', async (_, choices, texts) => {
    service.runpod.script(answerOf(...choices));
    const given = choicesOf(await ask(false, { n: 2 }));
    expect(given.map(({ index, message: { content } }) => [index, content])).toEqual(
      texts.map((text, at) => [at, text]),
    );
    expect(textsOf(await ask(true, { n: 2 }))).toEqual(texts);
  });

  it.each<[string, number, object[], string[]]>([
    ['that are interleaved', 2, [part(1, 'b'), part(0, 'a'), end(1), end(0)], ['a', 'b']],
    ['with a gap', 2, [part(0, 'a'), part(2, 'b'), end(0), end(2)], ['a', 'b']],
    ['from index 1 on', 1, [part(1, 'a'), part(1, 'b'), end(1)], ['ab']],
    ['with a text as index', 1, [part('0', 'a'), end('0')], ['a']],
  ])('of a stream %s are numbered', async (_, n, parts, texts) => {
    service.runpod.script(stream([...parts, '[DONE]']));
    const reply = await ask(true, { n });
    expect(textsOf(reply)).toEqual(texts);
    expect(reply.events.at(-1)).toBe('[DONE]');
    expect(service.ledgerRows()).toMatchObject([{ provider: 'runpod', outcome: 'ok', errorClass: null }]);
  });

  it('of one chunk without an index are told apart', async () => {
    const both = (...choices: object[]) => ({ ...chunk({}), choices });
    const deltas = both({ delta: { content: 'a' } }, null as never, { delta: { content: 'b' } });
    const ends = both({ delta: {}, finish_reason: 'stop' }, { delta: {}, finish_reason: 'stop' });
    service.runpod.script(stream([deltas, ends, '[DONE]']));
    expect(textsOf(await ask(true, { n: 2 }))).toEqual(['a', 'b']);
  });
});

describe.each([false, true])('calls of tools (stream: %s)', (isStream) => {
  const tools = [{ type: 'function', function: { name: 'weather', parameters: { type: 'object' } } }];
  const CITY = '{"city":"Ghent"}';

  async function called(calls: unknown): Promise<unknown> {
    const answer = answerOf({ index: 0, message: { content: null, tool_calls: calls }, finish_reason: 'tool_calls' });
    service.runpod.script(
      isStream ? stream([chunk({ tool_calls: calls }), finishChunk('tool_calls'), '[DONE]']) : answer,
    );
    const reply = await ask(isStream, { tools });
    return isStream ? sentChoices(reply)[0]?.delta.tool_calls : choicesOf(reply)[0]?.message.tool_calls;
  }

  it.each(['tool_calls', 'stop'])(
    'that end in the middle of their arguments are cut, whatever %s says',
    async (reason) => {
      const calls = [{ index: 0, id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"city":"Gh' } }];
      service.runpod.script(
        isStream
          ? stream([chunk({ tool_calls: calls }), finishChunk(reason), '[DONE]'])
          : answerOf({ index: 0, message: { content: null, tool_calls: calls }, finish_reason: reason }),
      );
      const reply = await ask(isStream, { tools });
      const ends = (isStream ? sentChoices(reply) : choicesOf(reply)) as { finish_reason: string | null }[];
      expect(ends.at(-1)).toMatchObject({ finish_reason: 'length', native_finish_reason: reason });
    },
  );

  it.each<[string, unknown]>([
    ['an object', { city: 'Ghent' }],
    [
      'parts of a text',
      [
        { type: 'text', text: '{"city":' },
        { type: 'text', text: '"Ghent"}' },
      ],
    ],
  ])('with arguments that are %s have them as JSON text', async (_, given) => {
    const call = { index: 0, id: 'c1', type: 'function', function: { name: 'weather', arguments: given } };
    expect(await called([call])).toMatchObject([{ id: 'c1', function: { name: 'weather', arguments: CITY } }]);
  });

  it('without id and type, or without a list, have them', async () => {
    const named = { name: 'weather', arguments: CITY };
    const right = [{ id: expect.stringMatching(/^call_/) as unknown, type: 'function', function: named }];
    expect(await called([{ function: named }])).toMatchObject(right);
    expect(await called({ function: named })).toMatchObject(right);
    expect(await called([named])).toMatchObject(right);
  });

  it('whose arguments are an object are counted where the provider does not', async () => {
    const long = { text: 'word '.repeat(100) };
    await called([{ index: 0, id: 'c1', type: 'function', function: { name: 'weather', arguments: long } }]);
    if (isStream) expect(service.ledgerRows()[0]!.completionTokens).toBeGreaterThan(100);
  });
});

describe.each([false, true])('a content (stream: %s)', (isStream) => {
  it.each<[unknown, object]>([
    [{ type: 'text', text: TEXT }, { content: TEXT }],
    [[{ type: 'text', text: 'The answer ' }, 'of the provider'], { content: TEXT }],
    [
      [
        { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] },
        { type: 'text', text: TEXT },
      ],
      { content: TEXT, reasoning_content: 'Hm.' },
    ],
  ])('of %j is a text', async (content, message) => {
    const given = answerOf({ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' });
    service.runpod.script(isStream ? stream([chunk({ content }), finishChunk(), '[DONE]']) : given);
    const reply = await ask(isStream);
    const [choice] = isStream ? sentChoices(reply) : choicesOf(reply);
    expect(isStream ? choice?.delta : choice?.message).toEqual({ role: 'assistant', ...message });
  });
});

describe.each([false, true])('a finish_reason (stream: %s)', (isStream) => {
  it.each([
    ['MAX_TOKENS', 'length'],
    ['end_turn', 'stop'],
    ['SAFETY', 'content_filter'],
  ])('%s is %s, and named beside it', async (native, reason) => {
    const message = { role: 'assistant', content: TEXT };
    const given = answerOf({ index: 0, message, finish_reason: native });
    service.runpod.script(isStream ? stream([...textChunks(), finishChunk(native), '[DONE]']) : given);
    const reply = await ask(isStream);
    const last = (isStream ? sentChoices(reply) : choicesOf(reply)).at(-1);
    expect(last).toMatchObject({ finish_reason: reason, native_finish_reason: native });
    expect(service.ledgerRows()).toMatchObject([{ outcome: 'ok', errorClass: null }]);
  });

  it('that stands in stop_reason is read: a cut answer is not taken for a whole one', async () => {
    const cut = { index: 0, finish_reason: null, stop_reason: 'max_tokens' };
    const given = answerOf({ ...cut, message: { role: 'assistant', content: TEXT } });
    const last = { ...chunk({}), choices: [{ ...cut, delta: {} }] };
    service.runpod.script(isStream ? stream([...textChunks(), last, '[DONE]']) : given);
    const reply = await ask(isStream);
    expect((isStream ? sentChoices(reply) : choicesOf(reply)).at(-1)).toMatchObject({ finish_reason: 'length' });
    expect(service.ledgerRows()).toMatchObject([{ outcome: 'ok', errorClass: null }]);
  });
});

describe.each([false, true])('usage (stream: %s)', (isStream) => {
  it.each<[string, object]>([
    ['as texts', { usage: { prompt_tokens: '20', completion_tokens: '10', total_tokens: '30' } }],
    ['by other names', { usage: { input_tokens: 20, output_tokens: 10 } }],
    ['by Gemini’s names', { usage: { prompt_token_count: 20, candidates_token_count: 7, total_token_count: 30 } }],
  ])('%s is passed on by the names that clients know', async (_, more) => {
    const last = { ...chunk({}), choices: [], ...more };
    service.runpod.script(
      isStream ? stream([...textChunks(), finishChunk(), last, '[DONE]']) : json(200, { ...completion(TEXT), ...more }),
    );
    const reply = await ask(isStream, isStream ? { stream_options: { include_usage: true } } : {});
    const sent = isStream ? (JSON.parse(reply.events.at(-2)!) as object) : reply.body;
    expect(sent).toMatchObject({ usage: { prompt_tokens: 20, completion_tokens: 10, total_tokens: 30 } });
    expect(service.ledgerRows()).toMatchObject([{ promptTokens: 20, completionTokens: 10, usageSource: 'provider' }]);
  });

  it.each<[string, object]>([
    ['usageMetadata', { usageMetadata: { promptTokenCount: 20, candidatesTokenCount: 6, totalTokenCount: 30 } }],
    ['usage_metadata', { usage_metadata: { prompt_token_count: 20, candidates_token_count: 10 } }],
    ['the timings of llama.cpp', { timings: { prompt_n: 15, cache_n: 5, predicted_n: 10, predicted_ms: 3.5 } }],
  ])('in %s is billed', async (_, more) => {
    service.runpod.script(
      isStream
        ? stream([...textChunks(), finishChunk('stop', more), '[DONE]'])
        : json(200, { ...completion(TEXT), ...more }),
    );
    await ask(isStream);
    expect(service.ledgerRows()).toMatchObject([{ promptTokens: 20, completionTokens: 10, usageSource: 'provider' }]);
  });
});
