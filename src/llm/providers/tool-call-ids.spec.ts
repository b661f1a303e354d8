import { describe, expect, it } from 'vitest';
import { idLengthIn, withIdsOf } from './tool-call-ids.js';

const call = (id: unknown) => ({ id, type: 'function', function: { name: 'f', arguments: '{}' } });
const conversation = (first: unknown, second: unknown) => [
  { role: 'user', content: 'call_1' },
  { role: 'assistant', content: null, tool_calls: [call(first), call(second)] },
  { role: 'tool', tool_call_id: second, content: 'b' },
  { role: 'tool', tool_call_id: first, content: 'a' },
];

describe('ids of calls of tools', () => {
  it('are letters and digits of one length, the same for a call and its result', () => {
    const given = conversation('call_1', 'chatcmpl-tool-2');
    const copy = structuredClone(given);
    const [question, , , result] = withIdsOf(9, given) as [object, object, object, { tool_call_id: string }];
    const [, assistant, other] = withIdsOf(9, given) as [object, { tool_calls: { id: string }[] }, typeof result];
    const ids = assistant.tool_calls.map(({ id }) => id);
    expect(ids).toEqual([expect.stringMatching(/^[a-z\d]{9}$/), expect.stringMatching(/^[a-z\d]{9}$/)]);
    expect(ids).toEqual([result.tool_call_id, other.tool_call_id]);
    expect(ids[0]).not.toBe(ids[1]);
    expect(question).toBe(given[0]);
    expect(given).toEqual(copy);
  });

  it('that fit are left as they are, and so are those that are none', () => {
    const given = [...conversation('abcDEF123', 'ABCdef456'), ...conversation(undefined, 7), { tool_calls: [null] }];
    expect(withIdsOf(9, given)).toBe(given);
  });
});

describe('a refusal of an id', () => {
  it.each([
    ['Tool call id was call_abc but must be a-z, A-Z, 0-9, with a length of 9.', 9],
    [
      "Invalid 'messages[1].tool_calls[0].id': string too long. Expected a string with maximum length 40, but got a string with length 47 instead.",
      40,
    ],
    ['Tool call id was call_abc but must have a length of 500', undefined],
    ["Invalid 'messages[1].content': string too long. Expected a string with maximum length 40", undefined],
    ['Not the same number of function calls and responses', undefined],
  ])('that says %j asks for %j', (message, length) => {
    expect(idLengthIn(message)).toBe(length);
  });
});
