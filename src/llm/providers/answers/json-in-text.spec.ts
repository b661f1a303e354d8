import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { busyMs } from '../../../../test/support/thread-time.js';
import { jsonIn } from './json-in-text.js';

const FRAMES: ((json: string) => string)[] = [
  (json) => json,
  (json) => `\`\`\`json\n${json}\n\`\`\``,
  (json) => `<think>is it {this} or [that]?</think>\n${json}`,
  (json) => `As in [1], it is ${json}. Anything else?`,
];

describe('JSON in the text of a model', () => {
  it('is found whatever it holds and wherever it stands', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1, noNullPrototype: true });
    fc.assert(
      fc.property(object, fc.constantFrom(...FRAMES), fc.constantFrom(0, 2), (value, frame, spaces) => {
        const json = JSON.stringify(value, null, spaces);
        // What looks like the end of thinking may stand inside of a text.
        fc.pre(!json.includes('</'));
        expect(JSON.parse(jsonIn(frame(json))!)).toEqual(JSON.parse(json));
      }),
    );
  });

  it('is JSON, or there is none', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      '\\',
      ',',
      ':',
      'a',
      '1',
      ' ',
      '```',
      '</think>',
      '{"a":1,}',
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const found = jsonIn(pieces.join(''));
        if (found !== undefined) expect(() => void JSON.parse(found)).not.toThrow();
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    '{',
    '[',
    '{"',
    '"',
    '\\',
    '}',
    '{}',
    '[]',
    '[1],',
    '<think>',
    '</think>',
    '</',
    ',',
    ', ',
    ',\n',
    '{"a":1,}x',
  ])('takes little time to look for in %j again and again', async (piece) => {
    const text = piece.repeat(Math.ceil(65_536 / piece.length));
    expect(await busyMs(() => jsonIn(text), 20)).toBeLessThan(50);
  });
});
