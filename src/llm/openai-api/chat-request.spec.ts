import { describe, expect, it } from 'vitest';
import { ValidationError } from '../../errors/request.errors.js';
import { readChatRequest } from './chat-request.js';

const messages = [{ role: 'user', content: 'x' }];

/** The fields that are refused. */
function fieldsOf(body: unknown): unknown[] {
  try {
    readChatRequest(body);
  } catch (error) {
    if (error instanceof ValidationError)
      return (error.details.errors as { field: string }[]).map(({ field }) => field);
  }
  return [];
}

describe('a chat request', () => {
  it('is the body itself, with all that is not known here', () => {
    const body = { messages, top_k: 3, own: { deep: [null] }, n: 1, stream: false, max_tokens: 1, temperature: 2 };
    expect(readChatRequest(body)).toBe(body);
  });

  it('is sent on without parameters that are null, which stand for their defaults', () => {
    expect(readChatRequest({ messages, n: null, stop: null, user: 'u', own: [null] })).toEqual({
      ...{ messages, user: 'u', own: [null] },
    });
  });

  it('has stream_options only beside a stream', () => {
    const stream_options = { include_usage: true };
    for (const stream of [false, undefined, null]) {
      expect(readChatRequest({ messages, stream, stream_options })).not.toHaveProperty('stream_options');
    }
    expect(readChatRequest({ messages, stream: true, stream_options })).toHaveProperty('stream_options');
  });

  it.each(['tools', 'functions', 'stop'])('has no empty list of %s, which says nothing and servers refuse', (name) => {
    expect(readChatRequest({ messages, [name]: [], user: 'u' })).toEqual({ messages, user: 'u' });
    const given = [{ type: 'function', function: { name: 'f' } }];
    expect(readChatRequest({ messages, [name]: given })).toHaveProperty(name, given);
  });

  it.each([{ tools: [] }, { tools: null }, { functions: [] }, {}])(
    'says how tools are called only beside tools (%j), as servers refuse it, and would be taken not to know it',
    (none) => {
      for (const tool_choice of ['auto', 'none', null]) {
        const body = { messages, ...none, tool_choice, parallel_tool_calls: false, function_call: 'auto' };
        expect(readChatRequest(body)).toEqual({ messages });
      }
    },
  );

  it('that has to call a tool and has none is the caller’s to mend', () => {
    for (const tool_choice of ['required', { type: 'function', function: { name: 'f' } }]) {
      expect(readChatRequest({ messages, tool_choice })).toEqual({ messages, tool_choice });
    }
  });

  it('keeps how tools are called where there are some', () => {
    for (const name of ['tools', 'functions']) {
      const body = { messages, [name]: [{}], tool_choice: 'auto', parallel_tool_calls: false };
      expect(readChatRequest(body)).toBe(body);
    }
  });

  it('calls messages of the developer those of the system, and leaves all others as they are', () => {
    const developer = { role: 'developer', content: [{ type: 'text', text: 'x' }], name: 'd' };
    const body = { messages: [developer, ...messages, developer] };
    const system = { ...developer, role: 'system' };
    expect(readChatRequest(body).messages).toEqual([system, ...messages, system]);
    expect(body.messages[0]).toBe(developer);
  });

  it.each([null, undefined, [], 'text', 4])('is an object, not %j', (body) => {
    expect(fieldsOf(body)).toEqual(['body']);
  });

  it('needs messages, each with a role', () => {
    expect(fieldsOf({})).toEqual(['messages']);
    expect(fieldsOf({ messages: {} })).toEqual(['messages']);
    expect(fieldsOf({ messages: [] })).toEqual(['messages']);
    expect(fieldsOf({ messages: [...messages, { content: 'x' }] })).toEqual(['messages.1']);
    expect(fieldsOf({ messages: [[]] })).toEqual(['messages.0']);
  });

  it.each([
    ['n', [1, 128], [0, 129, 1_000, 1.5, '1', true]],
    ['max_tokens', [1, 4_096], [0, -1, 0.5, '9', 1e9]],
    ['max_completion_tokens', [1], [0]],
    ['temperature', [0, 0.7, 2], [-0.1, 2.1, '1', NaN]],
    ['top_p', [0, 1], [1.1]],
    ['seed', [-1, 0, 2 ** 40], [0.5, 2 ** 60]],
    ['stream', [true, false], ['true', 1, {}]],
    ['stream_options', [{ include_usage: true }], [[], 'x']],
    ['tools', [[]], [{}, 'x']],
    ['response_format', [{ type: 'json_object' }], [{}, 'json', { type: 1 }]],
    ['model', ['auto'], ['', 4, {}]],
  ])('has %s like %j, and not like %j', (field, good, bad) => {
    for (const value of [...good, null, undefined]) expect(fieldsOf({ messages, [field]: value })).toEqual([]);
    for (const value of bad) expect(fieldsOf({ messages, [field]: value })).toEqual([field]);
  });

  it('is refused with all its problems at once', () => {
    expect(fieldsOf({ messages: [], n: 0, stream: 'yes' })).toEqual(['stream', 'n', 'messages']);
  });
});
