import { describe, expect, it } from '@jest/globals';
import { guessTokens, type LlmThreads } from '../threads/llm-threads.service.js';
import type { ChatBody } from './chat-completion.js';
import { Prompt } from './prompt.js';

/** Counts characters, and how often it was asked. */
class FakeThreads {
  counts = 0;

  countTokens(text: string): Promise<number> {
    this.counts++;
    return Promise.resolve(text.length);
  }
}

const asking = (content: unknown): ChatBody => ({ messages: [{ role: 'user', content }] });

function promptOf(body: ChatBody, threads = new FakeThreads()): Prompt {
  return new Prompt(body, threads as unknown as LlmThreads, 1_000, 'workspace');
}

async function tokensOf(body: ChatBody): Promise<number> {
  return (await promptOf(body).usageWith('')).prompt;
}

describe('Prompt', () => {
  it('has whatever a model reads', async () => {
    const alone = await tokensOf(asking('Hello'));
    expect(await tokensOf(asking([{ type: 'text', text: 'Hello' }]))).toBeGreaterThanOrEqual(alone);
    expect(await tokensOf({ ...asking('Hello'), tools: [{ type: 'function' }] })).toBeGreaterThan(alone);
    expect(await tokensOf(asking(null))).toBeGreaterThan(0);
  });

  it('finds out whether it is too long, and counts a long text once and a short one never', async () => {
    const threads = new FakeThreads();
    const long = promptOf(asking('a'.repeat(300)), threads);
    expect(await Promise.all([long.exceeds(256), long.exceeds(700), long.exceeds(5_000)])).toEqual([
      true,
      false,
      false,
    ]);
    await long.exceeds(128);
    expect(threads.counts).toBe(1);
    const short = new FakeThreads();
    expect(await promptOf(asking('a'), short).exceeds(256)).toBe(false);
    expect(short.counts).toBe(0);
  });

  it("expects the caller's limit, or a guess, for the answer", () => {
    const expected = (body: ChatBody) => promptOf(body).expected;
    expect(expected({ ...asking('abcd'), max_tokens: 7 })).toMatchObject({ cached: 0, completion: 7 });
    expect(expected({ ...asking('abcd'), max_tokens: 7, max_completion_tokens: 5 }).completion).toBe(5);
    expect(expected(asking('abcd')).completion).toBeGreaterThan(0);
    expect(expected(asking('abcdefgh')).prompt).toBe(guessTokens('userabcdefgh\n'));
  });
});
