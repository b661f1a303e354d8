import { describe, expect, it } from 'vitest';
import { guessTokens, type LlmThreads } from '../threads/llm-threads.service.js';
import type { ChatBody } from './answers/chat-completion.js';
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

  it('counts an image and a sound by an estimate, wherever their data stand', async () => {
    const data = 'A'.repeat(400_000);
    const alone = await tokensOf(asking([{ type: 'text', text: 'Look' }]));
    const extra = async (part: unknown) => (await tokensOf(asking([{ type: 'text', text: 'Look' }, part]))) - alone;
    const url = `data:image/png;base64,${data}`;
    for (const image of [
      { type: 'image_url', image_url: { url } },
      { type: 'image_url', image_url: { url: 'https://images.example/1.png', detail: 'high' } },
      { type: 'image_url', image_url: url },
      { type: 'input_image', image_url: url },
      { type: 'file', file: { file_data: `data:application/pdf;base64,${data}` } },
    ]) {
      expect(await extra(image)).toBeGreaterThan(500);
      expect(await extra(image)).toBeLessThan(2_000);
    }
    expect(await extra({ type: 'image_url', image_url: { url, detail: 'low' } })).toBeLessThan(200);
    // 300,000 bytes are 6.25 s of 24 kHz, and 18.75 s of 128 kbit/s.
    expect(await extra({ type: 'input_audio', input_audio: { data, format: 'wav' } })).toBeCloseTo(63, -1);
    expect(await extra({ type: 'input_audio', input_audio: { data, format: 'mp3' } })).toBeCloseTo(188, -1);
    expect(await promptOf(asking([{ type: 'image_url', image_url: { url } }])).exceeds(1_000)).toBe(false);
  });

  it('takes for text what only looks like a file', async () => {
    const text = 'data:image/png is the type';
    expect(await tokensOf(asking(text))).toBe(await tokensOf(asking('x'.repeat(text.length))));
  });

  it('estimates the tokens of an answer from its beginning', async () => {
    expect((await promptOf(asking('x')).usageWith('a'.repeat(10), 1_000)).completion).toBe(1_000);
    expect((await promptOf(asking('x')).usageWith('')).completion).toBe(0);
  });
});
