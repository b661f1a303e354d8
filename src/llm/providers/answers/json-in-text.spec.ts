import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { busyMs } from '../../../../test/support/thread-time.js';
import { jsonDocumentsIn } from './json-in-text.js';

const FRAMES: ((json: string) => string)[] = [
  (json) => json,
  (json) => `\`\`\`json\n${json}\n\`\`\``,
  (json) => `<think>is it {this} or [that]?</think>\n${json}`,
  (json) => `[THINK]First {"draft": 1}, then {"draft": 2}.[/THINK]${json}`,
  (json) => `<reason>{"draft": 1}</reason>\n\n${json}`,
  (json) =>
    `<|channel|>analysis<|message|>{"draft": 1}<|end|><|start|>assistant<|channel|>final<|message|>${json}<|return|>`,
  (json) => `<|channel>thought\n{"draft": 1}<channel|>${json}`,
  (json) => `◁think▷{"draft": 1}◁/think▷${json}`,
  (json) => `<|START_THINKING|>{"draft": 1}<|END_THINKING|><|START_RESPONSE|>${json}<|END_RESPONSE|>`,
  (json) => `{"draft": 1}\n[BEGIN FINAL RESPONSE]${json}[END FINAL RESPONSE]`,
  (json) => `<seed:think>{"draft": 1}</seed:think>${json}`,
  (json) => `<thinking>{"draft": 1}</thinking><answer>${json}</answer>`,
  (json) => `I first thought of {"draft": 1}, but it is ${json}`,
  (json) => `It is\n\`\`\`json\n${json}\n\`\`\`\nwhich differs from {"draft": 1}.`,
  (json) => `{"draft": 1, {x} {y} {"list": [ ... ${json}`,
  (json) => `As in [1], it is ${json}. Anything else?`,
];

describe('JSON in the text of a model', () => {
  it('is found whatever it holds and wherever it stands', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1, noNullPrototype: true });
    fc.assert(
      fc.property(object, fc.constantFrom(...FRAMES), fc.constantFrom(0, 2), (value, frame, spaces) => {
        const json = JSON.stringify(value, null, spaces);
        // What looks like the end of thinking may stand inside of a text.
        fc.pre(!/<\/|◁|\[\//.test(json));
        expect(JSON.parse(jsonDocumentsIn(frame(json))[0]!)).toEqual(JSON.parse(json));
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
        for (const found of jsonDocumentsIn(pieces.join(''))) expect(() => void JSON.parse(found)).not.toThrow();
      }),
      { numRuns: 2_000 },
    );
  });

  it('may be one of several, of which the last comes first', () => {
    expect(jsonDocumentsIn('{"a":1} or {"a":2}, as in [3]')).toEqual(['{"a":2}', '{"a":1}', '[3]']);
    expect(jsonDocumentsIn('```\n[{"a":1}]\n``` and {"b":1}')).toEqual(['[{"a":1}]', '{"b":1}', '{"a":1}']);
  });

  it('is found in a text that was encoded twice, behind that text itself', () => {
    const twice = JSON.stringify('{"a":1}');
    expect(jsonDocumentsIn(twice)).toEqual([twice, '{"a":1}']);
  });

  it('is whole although it holds what looks like the end of thinking', () => {
    expect(jsonDocumentsIn('So: {"html":"<b></think>"}')).toEqual(['{"html":"<b></think>"}']);
  });

  it.each([
    '{',
    '[',
    '{"a":',
    '[1',
    '{"a":1}',
    '{ ',
    '```',
    '{"{"',
    '<|channel|>final<|message|>',
    '[/THINK]{',
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
    expect(await busyMs(() => jsonDocumentsIn(text), 20)).toBeLessThan(50);
  });
});
