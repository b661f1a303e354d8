import { describe, expect, it } from 'vitest';
import { StreamState } from './stream-state.js';
import { chunk, failureOf, MODEL, state, usage } from '../../../../test/support/stream-parts.js';

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
