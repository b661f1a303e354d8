import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { believable, mergeUsage, readUsage } from './usage-reader.js';

const NAMES = [
  ...['prompt_tokens', 'completion_tokens', 'total_tokens', 'input_tokens', 'output_tokens', 'cached_tokens'],
  ...['prompt_cache_hit_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens', 'reasoning_tokens'],
];
const count = fc.oneof(fc.nat(1_000_000), fc.nat(10).map(String), fc.anything(), fc.constantFrom(-1, 1.5, 1e30, NaN));
const fields = fc.dictionary(fc.constantFrom(...NAMES), count, { noNullPrototype: true });
const report = fc.tuple(fields, fields, fields).map(([usage, prompt, completion]) => ({
  ...usage,
  prompt_tokens_details: prompt,
  completion_tokens_details: completion,
}));

/** What the columns of the ledger hold. */
const LARGEST_INTEGER = 2 ** 31 - 1;

describe('a report of usage, whatever it says', () => {
  it('is read as counts that the ledger takes, or not at all', () => {
    fc.assert(
      fc.property(fc.oneof(report, fc.anything()), (usage) => {
        const read = readUsage(usage);
        if (read === undefined) return;
        const { prompt, cached, completion } = read;
        expect([prompt, cached, completion].every((one) => Number.isInteger(one) && one >= 0)).toBe(true);
        expect(cached).toBeLessThanOrEqual(prompt);
        expect(prompt + completion).toBeLessThanOrEqual(LARGEST_INTEGER);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is never billed below what it says of prompt and answer', () => {
    const counts = { prompt_tokens: fc.nat(1e6), completion_tokens: fc.nat(1e6), total_tokens: fc.nat(3e6) };
    fc.assert(
      fc.property(fc.record(counts), (usage) => {
        const read = readUsage(usage)!;
        expect(read.prompt).toBe(usage.prompt_tokens);
        expect(read.completion).toBe(Math.max(usage.completion_tokens, usage.total_tokens - usage.prompt_tokens));
      }),
    );
  });
});

describe('two reports', () => {
  const usage = fc.record({ prompt: fc.nat(100), cached: fc.nat(100), completion: fc.nat(100) });

  it('make the same one in any order, and zeros change nothing', () => {
    fc.assert(
      fc.property(usage, usage, (one, other) => {
        expect(mergeUsage(one, other)).toEqual(mergeUsage(other, one));
        expect(mergeUsage(one, { prompt: 0, cached: 0, completion: 0 })).toEqual(one);
      }),
    );
  });
});

it('a report of no tokens is believed only of an answer without words', () => {
  const used = { prompt: 1, cached: 0, completion: 0 };
  expect(believable(used, true)).toBeUndefined();
  expect(believable(used, false)).toEqual(used);
  expect(believable({ ...used, prompt: 0 }, false)).toBeUndefined();
});
