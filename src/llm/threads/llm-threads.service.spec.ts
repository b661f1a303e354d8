import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { longestTurn } from '../../../test/support/longest-turn.js';
import { ThreadPool } from '../../threads/thread-pool.service.js';
import { ThreadSettings } from '../../threads/thread.settings.js';
import { LlmSettings } from '../llm.settings.js';
import { LlmThreads } from './llm-threads.service.js';

const OWNER = 'workspace';
const MEGABYTE = 1_048_576;
const HOLD_MS = 50;

const pool = new ThreadPool(new ThreadSettings());
const threads = new LlmThreads(pool, new LlmSettings());
const count = (text: string, limit = Infinity) => threads.countTokens(text, limit, OWNER);
const isValid = (value: unknown, schema: unknown) => threads.isValid(JSON.stringify(value), schema, OWNER);

beforeAll(async () => {
  await count('The tokenizer is loaded by the first count.');
  await isValid('The validator by the first check.', {});
});

afterAll(async () => {
  await pool.onApplicationShutdown();
});

/** Characters in no order, so that no piece of them comes twice. */
function chinese(length: number): string {
  return Array.from({ length }, (_, index) => String.fromCharCode(0x4e00 + ((index * 7_919) % 20_000))).join('');
}

describe('token counting', () => {
  it('counts words as the tokenizer does', async () => {
    expect(await count('')).toBe(0);
    expect(await count('Hello, world!')).toBe(4);
    expect(Math.abs((await count('The quick brown fox jumps. '.repeat(1_000))) - 6_001)).toBeLessThan(20);
  });

  it('takes names of special tokens for the text that they are', async () => {
    expect(await count('<|endoftext|>')).toBeGreaterThan(1);
  });

  it.each([
    ['one letter', 'a'.repeat(50_000), 6_250],
    ['blanks', ' '.repeat(50_000), 390],
    ['Chinese', chinese(50_000), 62_500],
    ['punctuation', '!?'.repeat(25_000), 12_500],
  ])('counts or estimates a long text of %s', async (_, text, about) => {
    const tokens = await count(text);
    expect(tokens).toBeGreaterThan(about * 0.5);
    expect(tokens).toBeLessThan(about * 3.1);
  });

  it.each([
    ['one word', 'a'.repeat(MEGABYTE)],
    ["'s", "'s".repeat(MEGABYTE / 2)],
    ['blanks', ' '.repeat(MEGABYTE)],
    ['emoji', '😀'.repeat(MEGABYTE / 2)],
    ['Chinese', chinese(MEGABYTE / 3)],
    ['halves of characters', '\ud800'.repeat(MEGABYTE / 2)],
    ['words', 'word '.repeat(MEGABYTE / 5)],
  ])('never holds the event loop, nor runs for long, for a megabyte of %s', async (_, text) => {
    const startedAt = performance.now();
    expect(await longestTurn(count(text))).toBeLessThan(HOLD_MS);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  it('stops above the limit', async () => {
    const tokens = await count('word '.repeat(100_000), 1_000);
    expect(tokens).toBeGreaterThan(1_000);
    expect(tokens).toBeLessThan(3_000);
  });

  it('guesses once too many texts of one owner wait', async () => {
    const text = 'word '.repeat(20_000);
    const counts = await Promise.all(Array.from({ length: 1_050 }, () => count(text)));
    expect(new Set(counts)).toContain(text.length / 4);
    expect(await threads.countTokens('Hello, world!', Infinity, 'another workspace')).toBe(4);
  });
});

describe('checks of answers against schemas', () => {
  const point = { type: 'object', properties: { x: { type: 'number' } }, required: ['x'], additionalProperties: false };

  it('find out what is valid', async () => {
    expect(await isValid({ x: 1 }, point)).toBe(true);
    expect(await isValid({ x: 'a' }, point)).toBe(false);
    expect(await isValid({ x: 1, y: 1 }, point)).toBe(false);
    expect(await isValid({ x: 'a' }, undefined)).toBe(true);
    expect(await threads.isValid('no JSON', undefined, OWNER)).toBe(false);
  });

  it('do not evaluate pattern and format, and check everything else', async () => {
    const name = { type: 'string', pattern: '^(a+)+$', format: 'url' };
    const schema = { type: 'object', properties: { name, pattern: { type: 'string' } }, required: ['name', 'pattern'] };
    expect(await isValid({ name: 'a'.repeat(50) + '!', pattern: 'x' }, schema)).toBe(true);
    expect(await isValid({ name: 'a', pattern: 1 }, schema)).toBe(false);
    const byPattern = { ...schema, patternProperties: { '^(b+)+$': { type: 'number' } }, additionalProperties: false };
    expect(await isValid({ name: 'a', pattern: 'x', [`${'b'.repeat(50)}!`]: 'x' }, byPattern)).toBe(true);
  });

  it('take a schema that cannot be read for none', async () => {
    expect(await isValid(1, { $ref: '#/nowhere' })).toBe(true);
    expect(await isValid(1, { allOf: 7 })).toBe(true);
  });

  it('end where a schema takes too long', async () => {
    const levels = Array.from({ length: 26 }, (_, level) => {
      const next = { $ref: `#/$defs/d${level + 1}` };
      return [`d${level}`, { allOf: [next, next] }];
    });
    const bomb = { $ref: '#/$defs/d0', $defs: Object.fromEntries([...levels, ['d26', { type: 'number' }]]) as object };
    expect(await isValid(1, bomb)).toBe('unchecked');
    expect(await isValid({ x: 1 }, point)).toBe(true);
  });
});
