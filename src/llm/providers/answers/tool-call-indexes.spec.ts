import { describe, expect, it } from 'vitest';
import { ToolCallIndexes } from './tool-call-indexes.js';

interface Part {
  index?: unknown;
  type?: string | null | undefined;
  id?: string | null;
  function?: { name?: string; arguments?: string };
}

const begin = (name: string, more: Part = {}): Part => ({
  type: 'function',
  ...more,
  function: { name, arguments: '{' },
});
const end = (name: string, more: Part = {}): Part => ({
  type: 'function',
  ...more,
  function: { name, arguments: '}' },
});
const more = (part: Part = {}): Part => ({ ...part, function: { arguments: '}' } });

/** The indexes of the parts, each in a delta of its own. */
function indexesOf(parts: Part[]): unknown[] {
  const indexes = new ToolCallIndexes();
  return parts.map((part) => {
    const { tool_calls } = indexes.of({ tool_calls: [part] }, 0) as { tool_calls: Part[] };
    return tool_calls[0]?.index;
  });
}

const PIECES: Part[] = [
  { index: 0, id: 'a', type: 'function', function: { name: 'f', arguments: '{"a"' } },
  { index: 0, function: { arguments: ':[1]}' } },
];
const ONE_MORE: Part = { index: 0, function: { arguments: '1' } };

/** The arguments as a client puts them together, of parts each in a delta of its own. */
function argumentsOf(parts: Part[]): string {
  const indexes = new ToolCallIndexes();
  return parts
    .flatMap((part) => (indexes.of({ tool_calls: [part] }, 0) as { tool_calls: Part[] }).tool_calls)
    .map((part) => part.function?.arguments ?? '')
    .join('');
}

describe('parts of calls of tools', () => {
  it.each<[string, Part[], unknown[]]>([
    [
      'as the protocol has them',
      [begin('f', { index: 0, id: 'a' }), more({ index: 0 }), begin('g', { index: 1, id: 'b' })],
      [0, 0, 1],
    ],
    ['that repeat name and id', [begin('f', { index: 0, id: 'a' }), begin('f', { index: 0, id: 'a' })], [0, 0]],
    ['with an id made up for each', [begin('f', { index: 0, id: 'a' }), more({ index: 0, id: 'b' })], [0, 0]],
    [
      'whose name is repeated with the end of their arguments',
      [begin('f', { id: 'a' }), end('f', { id: null })],
      [0, 0],
    ],
    [
      'with an id made up for each, in the middle of their arguments',
      [begin('f', { id: 'a' }), end('f', { id: 'b' })],
      [0, 0],
    ],
    ['whose name comes behind the first arguments', [more(), begin('f', { id: 'a' })], [0, 0]],
    ['whose name is "null" later', [begin('f', { index: 0, id: 'a' }), end('null', { index: 0, id: '' })], [0, 0]],
    ['whose id comes late', [begin('f', { index: 0 }), begin('f', { index: 0, id: 'a' })], [0, 0]],
  ])('%s keep their indexes', (_, parts, indexes) => {
    expect(indexesOf(parts)).toEqual(indexes);
  });

  it.each<[string, Part]>([
    ['with all of its call', { index: 0, id: 'a', type: 'function', function: { name: 'f', arguments: '{"a":[1]}' } }],
    ['as arguments alone', { index: 0, function: { arguments: '{"a":[1]}' } }],
    ['in another spelling', { index: 0, function: { arguments: ' { "a": [1] }\n' } }],
  ])('whose arguments are repeated when they are whole, %s, add nothing', (_, repeated) => {
    expect(argumentsOf([...PIECES, repeated])).toBe('{"a":[1]}');
  });

  it('that begin with empty arguments have those that follow', () => {
    const empty = { index: 0, id: 'a', function: { name: 'f', arguments: '{}' } };
    expect(argumentsOf([empty, ...PIECES])).toBe('{"a":[1]}');
    const nested = { index: 0, function: { name: 'f', arguments: '{"a":' } };
    const pieces = ['{}', '}'].map((part) => ({ index: 0, function: { arguments: part } }));
    expect(argumentsOf([nested, ...pieces])).toBe('{"a":{}}');
  });

  it('that are empty until the end are empty', () => {
    const indexes = new ToolCallIndexes();
    indexes.of({ tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: '{}' } }] }, 0);
    expect(indexes.withEnd({}, 0)).toEqual({ tool_calls: [{ index: 0, function: { arguments: '{}' } }] });
  });

  it('that are no repetition are left as they are', () => {
    expect(argumentsOf([...PIECES, { index: 0, function: { arguments: '{"b":2}' } }])).toBe('{"a":[1]}{"b":2}');
    expect(argumentsOf([{ index: 0, function: { name: 'f', arguments: '1' } }, ONE_MORE])).toBe('11');
  });

  it.each<[string, Part[], unknown[]]>([
    ['without an index', [begin('f', { id: 'a' }), more(), begin('g', { id: 'b' }), more({ id: 'b' })], [0, 0, 1, 1]],
    ['without index and id', [begin('f'), begin('g', { id: '' }), begin('f', { id: null })], [0, 1, 2]],
    ['with a text as index', [begin('f', { index: '0', id: 'a' }), begin('g', { index: '0', id: 'b' })], [0, 1]],
    [
      'that share an index',
      [
        begin('f', { index: 0, id: 'a' }),
        begin('g', { index: 0, id: 'b' }),
        more({ index: 0 }),
        more({ index: 0, id: 'b' }),
      ],
      [0, 1, 1, 1],
    ],
    ['from index 1 on', [begin('f', { index: 1, id: 'a' }), more({ index: 1 }), begin('g', { index: 3 })], [0, 0, 1]],
    ['with an impossible index', [begin('f', { index: -1, id: 'a' }), begin('f', { index: 1e9, id: 'a' })], [0, 1]],
  ])('%s get indexes that tell them apart', (_, parts, indexes) => {
    expect(indexesOf(parts)).toEqual(indexes);
  });

  it('in one delta are told apart, and those of another choice are counted by themselves', () => {
    const indexes = new ToolCallIndexes();
    expect(
      indexes.of({ role: 'assistant', tool_calls: [begin('f', { id: 'a' }), begin('g', { id: 'b' })] }, 0),
    ).toEqual({
      role: 'assistant',
      tool_calls: [
        { ...begin('f', { id: 'a' }), index: 0 },
        { ...begin('g', { id: 'b' }), index: 1 },
      ],
    });
    expect(indexes.of({ tool_calls: [begin('f')] }, 1)).toMatchObject({ tool_calls: [{ index: 0 }] });
  });

  it('are left as they are where nothing is wrong', () => {
    const delta = { tool_calls: [begin('f', { index: 0, id: 'a' })] };
    expect(new ToolCallIndexes().of(delta, 0)).toBe(delta);
  });

  it.each([undefined, null, ''])('that begin a call of the type %j have one', (type) => {
    const parts = [begin('f', { index: 0, type }), more({ index: 0 })];
    const [first, second] = new ToolCallIndexes().of({ tool_calls: parts }, 0).tool_calls as Part[];
    expect([first?.type, second?.type]).toEqual(['function', undefined]);
  });

  it.each([undefined, null, ''])('have an id where their call has %j', (id) => {
    const indexes = new ToolCallIndexes();
    const parts = [
      begin('f', { index: 0, id }),
      more({ index: 0, id }),
      begin('f', { index: 1, id }),
      more({ index: 1 }),
    ];
    const sent = parts.map((part) => (indexes.of({ tool_calls: [part] }, 0).tool_calls as Part[])[0]?.id);
    expect(sent).toEqual([
      expect.stringMatching(/^call_\w{32}$/),
      id,
      expect.stringMatching(/^call_\w{32}$/),
      undefined,
    ]);
    expect(sent[0]).not.toBe(sent[2]);
  });

  it('name their call and its id once, as some clients append what is repeated', () => {
    const indexes = new ToolCallIndexes();
    const parts = [begin('f', { index: 0, id: 'a' }), begin('f', { index: 0, id: 'a' }), more({ index: 0, id: 'b' })];
    const sent = parts.map((part) => indexes.of({ tool_calls: [part] }, 0).tool_calls);
    expect(JSON.parse(JSON.stringify(sent))).toEqual([
      [parts[0]],
      [{ index: 0, type: 'function', function: { arguments: '{' } }],
      [{ index: 0, function: { arguments: '}' } }],
    ]);
  });

  it.each(['null', 'None'])('are not called %s where their name is not sent again', (name) => {
    const indexes = new ToolCallIndexes();
    indexes.of({ tool_calls: [begin('f', { index: 0, id: 'a' })] }, 0);
    const [part] = indexes.of({ tool_calls: [end(name, { index: 0, id: '' })] }, 0).tool_calls as Part[];
    expect(part?.function).toEqual({ name: undefined, arguments: '}' });
  });

  it.each([
    ['{"a": "hel', true],
    ['{"a": [1, {"b": "}"', true],
    ['{"a": 1}', false],
    ["{'a': 1}", false],
    ['', false],
    ['"a', false],
  ])('with the arguments %j are cut: %s', (given, isCut) => {
    const indexes = new ToolCallIndexes();
    for (const part of [given.slice(0, 3), given.slice(3)]) {
      indexes.of({ tool_calls: [{ index: 0, function: { name: 'f', arguments: part } }] }, 0);
    }
    expect([indexes.isCut(0), indexes.isCut(1)]).toEqual([isCut, false]);
  });

  it('beyond those that there can be are left as they are', () => {
    const indexes = new ToolCallIndexes();
    for (let index = 0; index < 128; index++) indexes.of({ tool_calls: [begin('f', { index, id: `${index}` })] }, 0);
    const delta = { tool_calls: [begin('f', { index: 128, id: '128' })] };
    expect(indexes.of(delta, 0)).toBe(delta);
  });

  it('without arguments have empty ones at the end of their choice, once', () => {
    const calls = new ToolCallIndexes();
    const none = (name: string, index: number) => ({
      index,
      id: name,
      type: 'function',
      function: { name, arguments: '' },
    });
    calls.of({ tool_calls: [none('f', 0), begin('g', { index: 1, id: 'b' })] }, 0);
    const last = calls.of({ tool_calls: [none('h', 2)] }, 0);
    expect(calls.withEnd(last, 0)).toEqual({
      tool_calls: [
        { ...none('h', 2), function: { name: 'h', arguments: '{}' } },
        { index: 0, function: { arguments: '{}' } },
      ],
    });
    expect(calls.withEnd(last, 0)).toBe(last);
    expect(calls.withEnd(undefined, 1)).toBeUndefined();
  });
});
