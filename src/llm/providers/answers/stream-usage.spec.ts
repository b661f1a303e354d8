import { describe, expect, it } from 'vitest';
import { chunk, state, usage } from '../../../../test/support/stream-parts.js';

describe('usage in the choices', () => {
  const choices = (...all: [index: number, completion: number][]) =>
    JSON.stringify({
      choices: all.map(([index, completion_tokens]) => ({
        index,
        delta: {},
        usage: { prompt_tokens: 9, completion_tokens },
      })),
    });

  it('is that of each, and added up', () => {
    const one = state({ n: 2 });
    for (const data of [choices([0, 3]), choices([0, 5]), choices([1, 6])]) one.take(data);
    expect(one.reportedUsage).toEqual({ prompt: 9, cached: 0, completion: 11 });
  });
});

describe('usage', () => {
  it('is kept, and its chunk left out, unless it was requested', () => {
    const data = JSON.stringify({ choices: [], usage });
    const silent = state();
    expect(silent.take(data)).toBeUndefined();
    expect(silent.reportedUsage).toEqual({ prompt: 3, cached: 0, completion: 2 });
    expect(state({ stream_options: { include_usage: true } }).take(data)).toEqual({ data, isContent: false });
  });

  it('is taken out of a chunk that has content too', () => {
    const one = state();
    const taken = one.take(chunk({ content: 'x' }, 'stop', { usage }));
    expect(taken?.isContent).toBe(true);
    expect(JSON.parse(taken!.data)).toEqual({
      choices: [{ index: 0, delta: { role: 'assistant', content: 'x' }, finish_reason: 'stop' }],
    });
    expect(one.reportedUsage?.completion).toBe(2);
  });

  it.each([{}, { prompt_tokens: -1, completion_tokens: 1 }, { prompt_tokens: 1.5, completion_tokens: 1 }, 'many'])(
    'of %j is not believed',
    (usage) => {
      const one = state();
      expect(one.take(JSON.stringify({ choices: [], usage }))).toBeUndefined();
      expect(one.reportedUsage).toBeUndefined();
    },
  );

  it('never has more cached tokens than the prompt has', () => {
    const one = state();
    one.take(JSON.stringify({ choices: [], usage: { ...usage, prompt_tokens_details: { cached_tokens: 99 } } }));
    expect(one.reportedUsage).toEqual({ prompt: 3, cached: 3, completion: 2 });
  });
});
