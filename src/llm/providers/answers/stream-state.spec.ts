import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../../../test/support/thread-time.js';
import { ProviderFailure } from '../failures/provider-failure.js';
import type { ChatBody } from './chat-completion.js';
import { StreamState } from './stream-state.js';

const MODEL = 'requested';
const state = (body: Partial<ChatBody> = {}) => new StreamState({ messages: [], ...body }, MODEL);
const chunk = (delta: unknown, finish_reason: string | null = null, more: object = {}) =>
  JSON.stringify({ choices: [{ index: 0, delta, finish_reason }], ...more });
const usage = { prompt_tokens: 3, completion_tokens: 2 };

function failureOf(act: () => unknown): ProviderFailure {
  try {
    act();
  } catch (error) {
    if (error instanceof ProviderFailure) return error;
  }
  throw new Error('Nothing failed');
}

describe('content', () => {
  it.each([
    ['a text', { content: 'x' }],
    ['a refusal', { refusal: 'no' }],
    ['a thought', { reasoning_content: 'hm' }],
    ['another thought', { reasoning: 'hm' }],
    ['a call of a tool', { tool_calls: [{ index: 0, id: 'c1' }] }],
    ['a call of a function', { function_call: { name: 'f', arguments: '' } }],
    ['a sound', { audio: { data: 'aa' } }],
  ])('is %s', (_, delta) => {
    expect(state().take(chunk(delta))?.isContent).toBe(true);
  });

  it.each([
    ['a role', { role: 'assistant', content: '' }],
    ['nothing', {}],
    ['null', null],
    ['a text that is null', { content: null }],
    ['no calls', { tool_calls: [] }],
  ])('is not %s', (_, delta) => {
    expect(state().take(chunk(delta))?.isContent).toBe(false);
  });

  it('is collected for counting, also that of tools', () => {
    const one = state();
    one.take(chunk({ content: 'Hello' }));
    one.take(chunk({ tool_calls: [{ function: { name: 'weather', arguments: '{"a' } }] }));
    one.take(chunk({ tool_calls: [{ function: { arguments: '":1}' } }] }));
    expect(one.completionText).toBe('Helloweather{"a":1}');
  });
});

describe('a stream', () => {
  it('is whole when each choice has a finish_reason', () => {
    const two = state({ n: 2 });
    two.take(chunk({}, 'stop'));
    expect(two.isWhole).toBe(false);
    two.take(JSON.stringify({ choices: [{ index: 1, delta: {}, finish_reason: 'length' }] }));
    expect(two.isWhole).toBe(true);
  });

  it('is not whole before a choice that has begun has ended, whatever its number', () => {
    const one = state();
    one.take(chunk({ content: 'x' }));
    one.take(JSON.stringify({ choices: [{ index: 7, delta: {}, finish_reason: 'stop' }] }));
    expect(one.isWhole).toBe(false);
    one.take(chunk({}, 'stop'));
    expect(one.isWhole).toBe(true);
  });

  it('remembers no more choices than there can be', () => {
    const one = state();
    for (let index = 0; index < 1_000; index++) {
      one.take(JSON.stringify({ choices: [{ index: index + 0.5, delta: {}, finish_reason: 'stop' }] }));
    }
    expect(one.isWhole).toBe(true);
  });

  it('is not whole by usage, or by nothing', () => {
    const one = state({ n: null });
    one.take(JSON.stringify({ choices: [], usage }));
    one.take(JSON.stringify({ choices: null }));
    one.take(JSON.stringify({ choices: [null] }));
    expect(one.isWhole).toBe(false);
  });

  it('passes chunks on as they came', () => {
    const data = '{ "own": [1],"choices":[ {"index":0,"delta":{"role":"assistant","content":"x"}} ] }';
    expect(state().take(data)?.data).toBe(data);
  });

  it('names the model that answers, if it has a name', () => {
    const one = state();
    one.take(chunk({}, null, { model: 'bad\nname' }));
    expect(one.model).toBe(MODEL);
    one.take(chunk({}, null, { model: 'answered' }));
    expect(one.model).toBe('answered');
  });
});

describe('a choice without a delta', () => {
  const choice = (more: object, top: object = {}) =>
    JSON.stringify({ id: 'c1', choices: [{ index: 0, finish_reason: null, ...more }], ...top });
  const message = (content: string, more: object = {}) => choice({ message: { role: 'assistant', content }, ...more });
  const deltaIn = (one: StreamState, data: string) => {
    const { choices } = JSON.parse(one.take(data)?.data ?? '{}') as { choices?: { delta?: unknown }[] };
    return choices?.[0]?.delta;
  };

  it('has its message passed on as one', () => {
    const one = state();
    expect(deltaIn(one, message('Hello', { finish_reason: 'stop' }))).toEqual({ role: 'assistant', content: 'Hello' });
    expect([one.completionText, one.isWhole]).toEqual(['Hello', true]);
  });

  it('has what its message adds passed on, where each holds all so far', () => {
    const one = state();
    const deltas = ['Hel', 'Hello', 'Hello, you'].map((text) => deltaIn(one, message(text)));
    expect(deltas.map((delta) => (delta as { content: string }).content)).toEqual(['Hel', 'lo', ', you']);
    expect(one.completionText).toBe('Hello, you');
  });

  it('has its messages passed on one after the other, where each holds a part', () => {
    const one = state();
    for (const text of ['Hel', 'lo', ' Hello']) one.take(message(text));
    expect(one.completionText).toBe('Hello Hello');
  });

  it('is no second answer where deltas came before', () => {
    const one = state();
    one.take(chunk({ content: 'Hello' }));
    expect(deltaIn(one, message('Hello', { finish_reason: 'stop' }))).toEqual({});
    expect([one.completionText, one.isWhole]).toEqual(['Hello', true]);
  });

  it.each([[{ reasoning_content: 'hm' }], [{ role: 'assistant', content: '' }]])(
    'has its message passed on where %j alone came before',
    (before) => {
      const one = state();
      one.take(chunk(before));
      expect(deltaIn(one, message('Hello', { finish_reason: 'stop', delta: {} }))).toMatchObject({ content: 'Hello' });
    },
  );

  it('has its text passed on as one', () => {
    const one = state();
    expect(deltaIn(one, choice({ text: 'Hel' }))).toEqual({ role: 'assistant', content: 'Hel' });
    expect(deltaIn(one, choice({ text: 'lo', finish_reason: 'stop' }))).toEqual({ content: 'lo' });
    expect(one.completionText).toBe('Hello');
  });

  it('keeps the calls of tools of its message, by their numbers', () => {
    const call = { id: 't', type: 'function', function: { name: 'f', arguments: '{}' } };
    const data = choice({ message: { content: null, tool_calls: [call] }, finish_reason: 'tool_calls' });
    expect(deltaIn(state(), data)).toMatchObject({ tool_calls: [{ index: 0, ...call }] });
  });
});

describe('an event without choices', () => {
  it.each([
    '[]',
    '{}',
    '{"id":"k","object":"chat.completion.chunk"}',
    '{"choices":null,"usage":null}',
    '{"choices":[],"usage":null}',
    '{"type":"ping"}',
  ])('is not passed on, and no fault: %s', (data) => {
    for (const one of [state(), new StreamState({ messages: [] }, MODEL, true)]) {
      expect(one.take(data)).toBeUndefined();
      expect(one.take(data)).toBeUndefined();
      expect(one.isFlawed).toBe(false);
    }
  });

  it('is passed on with what it says of the prompt', () => {
    const data = JSON.stringify({ id: '', choices: [], prompt_filter_results: [{ prompt_index: 0 }] });
    expect(state().take(data)).toEqual({ data, isContent: false });
  });

  it('is a chunk in a list of one', () => {
    const one = state();
    const delta = { role: 'assistant', content: 'x' };
    expect(one.take(`[${chunk(delta, 'stop')}]`)).toEqual({
      data: chunk(delta, 'stop'),
      isContent: true,
    });
    expect(one.isWhole).toBe(true);
  });

  it('has its usage passed on where it was requested', () => {
    const one = state({ stream_options: { include_usage: true } });
    expect(JSON.parse(one.take(JSON.stringify({ usage }))!.data)).toEqual({ choices: [], usage });
  });
});

describe('an error behind the end of the answer', () => {
  it('changes nothing but is kept', () => {
    const one = state();
    one.take(chunk({ content: 'x' }, 'stop'));
    expect(one.take(JSON.stringify({ error: { message: 'late', code: 500 } }))).toBeUndefined();
    expect([one.isWhole, one.isFlawed, one.lateFailure?.failureClass]).toEqual([true, true, 'server_error']);
  });
});

describe('usage in the choices', () => {
  const choices = (...all: [index: number, completion: number][]) =>
    JSON.stringify({
      choices: all.map(([index, completion_tokens]) => ({
        index,
        delta: {},
        usage: { prompt_tokens: 9, completion_tokens },
      })),
    });

  it('is that of each, and added up', () => {
    const one = state({ n: 2 });
    for (const data of [choices([0, 3]), choices([0, 5]), choices([1, 6])]) one.take(data);
    expect(one.reportedUsage).toEqual({ prompt: 9, cached: 0, completion: 11 });
  });
});

describe('usage', () => {
  it('is kept, and its chunk left out, unless it was requested', () => {
    const data = JSON.stringify({ choices: [], usage });
    const silent = state();
    expect(silent.take(data)).toBeUndefined();
    expect(silent.reportedUsage).toEqual({ prompt: 3, cached: 0, completion: 2 });
    expect(state({ stream_options: { include_usage: true } }).take(data)).toEqual({ data, isContent: false });
  });

  it('is taken out of a chunk that has content too', () => {
    const one = state();
    const taken = one.take(chunk({ content: 'x' }, 'stop', { usage }));
    expect(taken?.isContent).toBe(true);
    expect(JSON.parse(taken!.data)).toEqual({
      choices: [{ index: 0, delta: { role: 'assistant', content: 'x' }, finish_reason: 'stop' }],
    });
    expect(one.reportedUsage?.completion).toBe(2);
  });

  it.each([{}, { prompt_tokens: -1, completion_tokens: 1 }, { prompt_tokens: 1.5, completion_tokens: 1 }, 'many'])(
    'of %j is not believed',
    (usage) => {
      const one = state();
      expect(one.take(JSON.stringify({ choices: [], usage }))).toBeUndefined();
      expect(one.reportedUsage).toBeUndefined();
    },
  );

  it('never has more cached tokens than the prompt has', () => {
    const one = state();
    one.take(JSON.stringify({ choices: [], usage: { ...usage, prompt_tokens_details: { cached_tokens: 99 } } }));
    expect(one.reportedUsage).toEqual({ prompt: 3, cached: 3, completion: 2 });
  });
});

describe('what is no chunk', () => {
  it.each(['garbage', '', 'null', '4', '"text"'])('is skipped once: %j', (data) => {
    const one = state();
    expect(one.take(data)).toBeUndefined();
    expect(one.take(chunk({ content: 'x' }))?.isContent).toBe(true);
    expect(failureOf(() => one.take(data)).failureClass).toBe('malformed');
  });

  it('is no fault after the end of the answer', () => {
    const one = state({ response_format: { type: 'json_object' } });
    one.take(chunk({ content: '{}' }, 'stop'));
    expect(one.take('{"usage":')).toBeUndefined();
    expect([one.isWhole, one.isFlawed]).toEqual([true, false]);
  });

  it('is never skipped in structured output', () => {
    for (const type of ['json_object', 'json_schema']) {
      expect(failureOf(() => state({ response_format: { type } }).take('garbage')).failureClass).toBe('malformed');
    }
    expect(state({ response_format: { type: 'text' } }).take('garbage')).toBeUndefined();
  });

  it.each([
    [{ error: { message: 'x', code: 429 } }, 'rate_limited'],
    [{ error: { message: 'x', code: 500 } }, 'server_error'],
    [{ object: 'error', message: 'x', code: 400 }, 'refused'],
    [{ error: 'no workers available' }, 'unavailable'],
    [{ base_resp: { status_code: 1000, status_msg: 'unknown error' } }, 'server_error'],
  ])('may be an error: %j', (data, failureClass) => {
    expect(failureOf(() => state().take(JSON.stringify(data))).failureClass).toBe(failureClass);
  });
});

describe('the end without a finish_reason', () => {
  const ended = (...events: string[]) => {
    const stream = state();
    stream.take(chunk({ content: 'hel' }));
    for (const event of events) stream.take(event);
    stream.close();
    return stream.isWhole;
  };

  it('is believed where all was read', () => {
    expect(ended()).toBe(true);
    expect(ended(JSON.stringify({ choices: [], usage }), JSON.stringify({ object: 'chat.completion.chunk' }))).toBe(
      true,
    );
    expect(ended('{}', '{"type":"ping"}', '[]')).toBe(true);
  });

  it.each([
    { errors: [{ message: 'failed' }] },
    { detail: 'Internal Server Error' },
    { message: 'worker died', code: 500 },
    { status: 'FAILED', error_message: 'out of memory' },
  ])('is not believed after %j, which may have said that it failed', (event) => {
    expect(ended(JSON.stringify(event))).toBe(false);
  });

  it('is not believed after an event that could not be read', () => {
    expect(ended('[ERROR] engine died')).toBe(false);
  });
});

describe('an end whose words were all in what could not be read', () => {
  it('ends nothing', () => {
    const stream = state();
    stream.take(chunk({ content: 'hel' }) + chunk({ content: 'lo' }));
    stream.take(chunk({}, 'stop'));
    stream.close();
    expect(stream.isWhole).toBe(false);
  });
});

describe('a finish_reason', () => {
  it.each([
    ...['server_error', 'internal_error', 'timeout', 'interrupted', 'engine_error'],
    ...['MALFORMED_FUNCTION_CALL', 'function_call_filter: MALFORMED_FUNCTION_CALL'],
  ])('of %s is a failure', (reason) => {
    expect(failureOf(() => state().take(chunk({}, reason))).failureClass).toBe('unavailable');
  });

  it.each(['none', 'None', 'unknown', 'FINISH_REASON_UNSPECIFIED', '', ' ', '\n', 'null ', 'in_progress'])(
    'of %j is none',
    (reason) => {
      const stream = state();
      stream.take(chunk({ content: 'x' }, reason));
      expect(stream.isWhole).toBe(false);
    },
  );

  it('is read in one pass, however long it is', () => {
    const startedAt = cpuMs();
    state().take(chunk({}, `${' '.repeat(30_000)}x`));
    expect(cpuMs() - startedAt).toBeLessThan(50);
  });

  it('with more words behind it ends nothing, nor does another one with words: some send it with every chunk', () => {
    const stream = state();
    for (const word of ['Hel', 'lo ', 'you']) stream.take(chunk({ content: word }, 'stop'));
    expect([stream.isWhole, stream.completionText]).toEqual([false, 'Hello you']);
    stream.close();
    expect([stream.isWhole, stream.isFlawed]).toEqual([true, true]);
  });

  it('without words counts again behind one that did not', () => {
    const stream = state();
    stream.take(chunk({ content: 'Hel' }, 'stop'));
    stream.take(chunk({ content: 'lo' }));
    expect(stream.isWhole).toBe(false);
    stream.take(chunk({ content: '' }, 'stop', { usage }));
    expect(stream.isWhole).toBe(true);
  });

  it('is believed with the last words', () => {
    const stream = state();
    stream.take(chunk({ content: 'Hel' }));
    stream.take(chunk({ content: 'lo' }, 'stop'));
    stream.take(chunk({ content: '', role: 'assistant' }, null, { usage }));
    expect(stream.isWhole).toBe(true);
  });
});

describe('an error that says nothing', () => {
  it('is taken out, since clients take it for one', () => {
    const passed = state().take(chunk({ content: 'x' }, null, { error: { code: null, message: '' } }));
    expect(JSON.parse(passed?.data ?? '')).toEqual({
      choices: [{ index: 0, delta: { role: 'assistant', content: 'x' }, finish_reason: null }],
    });
  });
});
