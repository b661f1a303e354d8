import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { ByteBudget } from '../../../resilience/byte-budget.js';
import { EventDecoder } from './event-decoder.js';

const LIMITS = { maxAnswerBytes: 1_000, maxStreamBytes: 100_000, held: new ByteBudget(1_000_000).open('a') };

function eventsOf(bytes: Buffer, cuts: readonly number[] = []): string[] {
  const decoder = new EventDecoder(LIMITS);
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  const parts = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
  return [...parts.flatMap((part) => decoder.feed(part)), ...decoder.end()];
}

describe('events', () => {
  it('are the same however their bytes are cut, and with any line ends', () => {
    const data = fc.array(fc.record({ text: fc.string({ unit: 'grapheme', maxLength: 20 }) }), { minLength: 1 });
    fc.assert(
      fc.property(data, fc.constantFrom('\n', '\r', '\r\n'), fc.array(fc.nat()), (values, lineEnd, cuts) => {
        const texts = values.map((value) => JSON.stringify(value));
        const stream = texts.map((text) => `data: ${text}${lineEnd}${lineEnd}`).join('');
        expect(eventsOf(Buffer.from(stream), cuts)).toEqual(texts);
        expect(eventsOf(Buffer.from(`\uFEFF${stream.trimEnd()}`), cuts)).toEqual(texts);
      }),
    );
  });

  it('are one line each, whole or not', () => {
    expect(eventsOf(Buffer.from('data: {"a":\ndata: 1}\n\n'))).toEqual(['{"a": 1}']);
    expect(eventsOf(Buffer.from('data: {"a":1}\ndata: {"b":2}\ndata: [DONE]\n\n'))).toEqual([
      ...['{"a":1}', '{"b":2}', '[DONE]'],
    ]);
  });
});

describe('an event that only keeps the connection open', () => {
  it.each([
    'data:\n\n',
    'data: \n\n',
    'event: ping\ndata: ping\n\n',
    'event: heartbeat\ndata:\n\n',
    'data: keep-alive\n\n',
    'data: : PROCESSING\n\n',
  ])('%j is none', (sign) => {
    expect(eventsOf(Buffer.from(`${sign}data: {"a":1}\n\n${sign}data: [DONE]\n\n${sign}`))).toEqual([
      '{"a":1}',
      '[DONE]',
    ]);
  });
});

describe('a line without a field', () => {
  const cuts = fc.array(fc.nat(), { maxLength: 8 });
  const first = 'data: {"choices":[]}\n\n';
  const error = '{"error":{"code":500,"message":"context shift failed"}}';

  it.each<[string, string, string[]]>([
    ['llama.cpp', `error: ${error}\n\n`, [error]],
    ['llama.cpp, with the error alone', 'error: {"code":500}\n\n', ['{"error":{"code":500}}']],
    ['llama.cpp, in words', 'error: out of memory\n\n', ['{"error":{"message":"out of memory"}}']],
    ['no name', `${error}\n\n`, [error]],
    ['no name, nor a blank line', `${error}\n`, [error]],
  ])('as an error of %s is an event, however its bytes are cut', (_, line, events) => {
    fc.assert(
      fc.property(fc.constantFrom('\n', '\r\n', '\r'), cuts, (lineEnd, at) => {
        const text = `${first}${line}data: [DONE]\n\n`.replaceAll('\n', lineEnd);
        expect(
          eventsOf(
            Buffer.from(text),
            at.map((cut) => first.length + cut),
          ),
        ).toEqual(['{"choices":[]}', ...events, '[DONE]']);
      }),
    );
  });

  it('that is no error is ignored, however its bytes are cut', () => {
    fc.assert(
      fc.property(cuts, (at) => {
        const text = 'e: x\nerr\nerrors: y\nx: {"error":1}\ndata: {"a":"error: {"}\n\nretry: 5\n\nerro';
        expect(eventsOf(Buffer.from(text), at)).toEqual(['{"a":"error: {"}']);
      }),
    );
  });

  it.each(['\n', '\r\n', '\r', '\n\n'])('is an event of its own where the body begins with it (%j)', (lineEnd) => {
    fc.assert(
      fc.property(cuts, (at) => {
        const lines = [error, '{"choices":[]}', 'data: [DONE]', error];
        const text = lines.map((line) => line + lineEnd).join('');
        expect(eventsOf(Buffer.from(text), at)).toEqual([error, '{"choices":[]}', '[DONE]', error]);
      }),
    );
  });
});

describe('a decoder', () => {
  it.each(['data: x', ': x\n', 'data: x\n', 'x'])('takes no more of %j than its limits', (piece) => {
    const decoder = new EventDecoder(LIMITS);
    const bytes = Buffer.from(piece.repeat(500));
    expect(() => {
      for (let part = 0; part < 1_000; part++) decoder.feed(bytes);
    }).toThrow('is too large');
  });

  it('keeps what is no event, to tell an error from a stream', () => {
    const decoder = new EventDecoder(LIMITS);
    decoder.feed(Buffer.from('{"error":"no"}'));
    expect(decoder.textWithoutEvents).toBe('{"error":"no"}');
    decoder.feed(Buffer.from('\n\ndata: x\n\n'));
    expect(decoder.textWithoutEvents).toBe('');
  });

  it('holds long events of a budget that all share, and gives it back with the next event', () => {
    const budget = new ByteBudget(4_000_000);
    const limits = { maxAnswerBytes: 2_000_000, maxStreamBytes: 100_000_000, held: budget.open('a') };
    const decoder = new EventDecoder(limits);
    decoder.feed(Buffer.from(`data: ${'x'.repeat(60_000)}`));
    expect(budget.held).toBe(0);
    for (let part = 0; part < 10; part++) decoder.feed(Buffer.alloc(60_000, 'x'));
    expect(budget.held).toBe(600_000);
    expect(decoder.feed(Buffer.from('\n\n'))[0]).toHaveLength(660_000);
    expect(budget.held).toBeGreaterThanOrEqual(600_000);
    decoder.feed(Buffer.from('data: y'));
    expect(budget.held).toBe(0);
    const other = new EventDecoder(limits);
    expect(() => {
      for (let part = 0; part < 20; part++) other.feed(Buffer.from(`data: ${'x'.repeat(60_000)}`));
    }).toThrow('No memory is left');
  });
});
