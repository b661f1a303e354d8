import { describe, expect, it } from 'vitest';
import type { Message } from './answer-words.js';
import { deltaWithTexts, messageWithTexts } from './message-forms.js';

const call = (given: unknown): Message => ({
  id: 'c1',
  type: 'function',
  function: { name: 'weather', arguments: given },
});
const argumentsOf = (message: Message) =>
  (message.tool_calls as { function: { arguments: unknown } }[])[0]?.function.arguments;
const CITY = '{"city":"Ghent"}';
const TEXTS = [
  { type: 'text', text: '{"city":' },
  { type: 'text', text: '"Ghent"}' },
];

describe('arguments of a call of a tool', () => {
  it.each<[unknown, string, unknown]>([
    [{ city: 'Ghent' }, CITY, CITY],
    [TEXTS, CITY, CITY],
    [['{"city":', '"Ghent"}'], CITY, CITY],
    [[1, 2], '[1,2]', '[1,2]'],
    [7, '7', '7'],
    [{}, '{}', ''],
    [[], '{}', ''],
    [null, '{}', null],
    [undefined, '{}', undefined],
    ['', '{}', ''],
  ])('that come as %j are %j in a message, and %j in a delta', (given, inMessage, inDelta) => {
    expect(argumentsOf(messageWithTexts({ tool_calls: [call(given)] }))).toEqual(inMessage);
    expect(argumentsOf(deltaWithTexts({ tool_calls: [call(given)] }))).toEqual(inDelta);
  });

  it.each([
    ['parameters', { city: 'Ghent' }],
    ['parameters', CITY],
    ['input', { city: 'Ghent' }],
    ['args', { city: 'Ghent' }],
  ])('that are called %s (%j) are found', (name, given) => {
    const named = { name: 'weather', [name]: given };
    for (const one of [
      { id: 'c1', type: 'function', function: named },
      { id: 'c1', ...named },
    ]) {
      const expected = { tool_calls: [{ ...call(CITY), type: 'function' }] };
      expect(messageWithTexts({ tool_calls: [one] })).toEqual(expected);
      expect(deltaWithTexts({ tool_calls: [{ ...one, type: 'function' }] })).toEqual(expected);
    }
  });

  it('that have their name are not looked for under another one', () => {
    const message = { tool_calls: [{ ...call(CITY), function: { name: 'weather', arguments: CITY, input: 7 } }] };
    expect(messageWithTexts(message)).toBe(message);
  });

  it('are a text in a function_call as well', () => {
    const message = { function_call: { name: 'weather', arguments: { city: 'Ghent' } } };
    expect(messageWithTexts(message)).toEqual({ function_call: { name: 'weather', arguments: CITY } });
  });
});

describe('calls of tools', () => {
  const function_ = { name: 'weather', arguments: CITY };

  it.each([
    ['without an id and a type', [{ function: function_ }]],
    ['with an empty id', [{ id: '', type: null, function: function_ }]],
    ['beside nothing', [null, { function: function_ }]],
    ['alone, in no list', { function: function_ }],
    ['without a function around them', [{ ...function_ }]],
  ])('%s have what clients need in a message', (_, tool_calls) => {
    expect(messageWithTexts({ tool_calls })).toEqual({
      tool_calls: [{ id: expect.stringMatching(/^call_\w{32}$/), type: 'function', function: function_ }],
    });
  });

  it.each([
    ['in capitals', { id: 'c1', type: 'FUNCTION', function: function_ }],
    ['of its server’s own', { id: 'c1', type: 'function_call', function: function_ }],
  ])('that name a type %s are functions, in a message and in a delta', (_, one) => {
    const expected = { tool_calls: [{ ...one, type: 'function' }] };
    expect(messageWithTexts({ tool_calls: [one] })).toEqual(expected);
    expect(deltaWithTexts({ tool_calls: [one] })).toEqual(expected);
  });

  it('have ids that are texts', () => {
    const one = { id: 7, type: 'function', function: function_ };
    expect(messageWithTexts({ tool_calls: [one] })).toEqual({ tool_calls: [{ ...one, id: '7' }] });
    expect(deltaWithTexts({ tool_calls: [one] })).toEqual({ tool_calls: [{ ...one, id: '7' }] });
  });

  it.each([[{}], [[{}]], [[null]], ['']])('that are none (%j) are an empty list', (tool_calls) => {
    expect(messageWithTexts({ tool_calls })).toEqual({ tool_calls: [] });
  });

  it('of other kinds stay as they are', () => {
    const message = { tool_calls: [{ id: 'c1', type: 'custom', custom: { name: 'sql', input: 'SELECT 1' } }] };
    expect(messageWithTexts(message)).toBe(message);
  });

  it('in a delta are left without what comes in another part', () => {
    const delta = { tool_calls: [{ index: 0, function: { arguments: '{' } }] };
    expect(deltaWithTexts(delta)).toBe(delta);
  });
});

describe('a content', () => {
  const thinking = { type: 'thinking', thinking: [{ type: 'text', text: 'Hm. ' }] };

  it.each<[unknown, Message]>([
    [[{ type: 'text', text: 'a' }, 'b'], { content: 'ab' }],
    [{ type: 'text', text: 'a' }, { content: 'a' }],
    [{ text: 'a' }, { content: 'a' }],
    [[{ type: 'output_text', text: 'a' }], { content: 'a' }],
    [[], { content: '' }],
    [5, { content: '5' }],
    [[thinking, { type: 'text', text: 'a' }], { content: 'a', reasoning_content: 'Hm. ' }],
    [[thinking], { content: '', reasoning_content: 'Hm. ' }],
  ])('of %j is a text', (content, message) => {
    expect(messageWithTexts({ role: 'assistant', content })).toEqual({ role: 'assistant', ...message });
    expect(deltaWithTexts({ content })).toEqual(message);
  });

  it('whose thinking is elsewhere, too, has it once', () => {
    expect(messageWithTexts({ content: [thinking, 'a'], reasoning: 'Hm. ' })).toEqual({
      content: 'a',
      reasoning: 'Hm. ',
    });
  });

  it.each([
    [
      [
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } },
        { type: 'text', text: 'a' },
      ],
    ],
    [[{ type: 'reference', reference_ids: [1] }]],
    ['a'],
    [null],
  ])('of %j stays as it is', (content) => {
    const message = { content };
    expect(messageWithTexts(message)).toBe(message);
  });
});
