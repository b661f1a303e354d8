import { expect, it } from 'vitest';
import fc from 'fast-check';
import { TextSample } from './text-sample.js';

it('a short text is kept as it is', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), (words) => {
      const sample = new TextSample();
      for (const word of words) sample.add(word);
      expect([sample.toString(), sample.length]).toEqual([words.join(''), words.join('').length]);
    }),
  );
});

it('of a text without an end the beginning is kept, and its length', () => {
  const sample = new TextSample();
  for (let word = 0; word < 1_000_000; word++) sample.add('x');
  sample.add('y'.repeat(1_000_000));
  expect(sample.length).toBe(2_000_000);
  expect(sample.toString()).toMatch(/^x{131072,140000}$/);
});
