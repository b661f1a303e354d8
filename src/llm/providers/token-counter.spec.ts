import { describe, expect, it } from '@jest/globals';
import type { ChatBody } from './chat-completion.js';
import { countUsage, exceeds, expectTokens, promptText } from './token-counter.js';

const asking = (content: unknown) => ({ messages: [{ role: 'user', content }] });
const countCompletion = async (text: string) => (await countUsage(asking('a'), text)).completion;
const countPrompt = async (body: ChatBody) => (await countUsage(body, '')).prompt;
const isTooLong = (body: ChatBody) => exceeds(body, promptText(body), 256);
const expectFor = (body: ChatBody) => expectTokens(body, promptText(body));

/** Characters in no order, so that no piece of them comes twice. */
function chinese(length: number): string {
  return Array.from({ length }, (_, index) => String.fromCharCode(0x4e00 + ((index * 7_919) % 20_000))).join('');
}

describe('token counting', () => {
  it('counts words as the tokenizer does', async () => {
    expect(await countCompletion('')).toBe(0);
    expect(await countCompletion('Hello, world!')).toBe(4);
    expect(await countCompletion('The quick brown fox jumps. '.repeat(1_000))).toBe(6_001);
  });

  it('takes names of special tokens for the text that they are', async () => {
    expect(await countCompletion('<|endoftext|>')).toBeGreaterThan(1);
  });

  it('counts whatever a model reads', async () => {
    const alone = await countPrompt(asking('Hello'));
    expect(await countPrompt(asking([{ type: 'text', text: 'Hello' }]))).toBeGreaterThanOrEqual(alone);
    expect(await countPrompt({ ...asking('Hello'), tools: [{ type: 'function' }] })).toBeGreaterThan(alone);
    expect(await countPrompt(asking(null))).toBeGreaterThan(0);
  });

  it.each([
    ['one letter', 'a'.repeat(50_000), 6_250],
    ['blanks', ' '.repeat(50_000), 390],
    ['Chinese', chinese(50_000), 62_500],
    ['punctuation', '!?'.repeat(25_000), 12_500],
  ])('counts a long text of %s in pieces, with other turns of the event loop between them', async (_, text, about) => {
    await countCompletion('The tokenizer is loaded by the first count.');
    let turns = 0;
    let isCounting = true;
    const countTurn = () => {
      turns++;
      if (isCounting) setImmediate(countTurn);
    };
    setImmediate(countTurn);
    const count = await countCompletion(text);
    isCounting = false;
    expect(turns).toBeGreaterThanOrEqual(5);
    expect(count).toBeGreaterThan(about * 0.5);
    expect(count).toBeLessThan(about * 2.1);
  });

  it('finds out whether a prompt is too long', async () => {
    expect(await isTooLong(asking('word '.repeat(300)))).toBe(true);
    expect(await isTooLong(asking('word '.repeat(100)))).toBe(false);
    expect(await isTooLong(asking('a'))).toBe(false);
  });

  it("expects the caller's limit, or a guess, for the answer", () => {
    expect(expectFor({ ...asking('abcd'), max_tokens: 7 })).toMatchObject({ cached: 0, completion: 7 });
    expect(expectFor({ ...asking('abcd'), max_tokens: 7, max_completion_tokens: 5 }).completion).toBe(5);
    expect(expectFor(asking('abcd')).completion).toBeGreaterThan(0);
  });
});
