import { describe, expect, it } from 'vitest';
import {
  DatabaseConnectionError,
  DatabaseOutOfResourcesError,
  DatabasePoolExhaustedError,
  DatabaseQueryError,
  DatabaseReadOnlyError,
  DatabaseTimeoutError,
} from './database.errors.js';
import { pauseBeforeRetry } from './retries.js';

const AWAY = new DatabaseConnectionError();
const CONFLICT = new DatabaseQueryError({ code: '40001' });

describe('pauseBeforeRetry', () => {
  it('retries what is safe to repeat without end, with short pauses', () => {
    const pauses = Array.from({ length: 1_000 }, (_, index) => pauseBeforeRetry(AWAY, index + 1, true)!);
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(5);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(375);
  });

  it('does not retry a write that may have been applied', () => {
    expect(pauseBeforeRetry(AWAY, 1, false)).toBeUndefined();
  });

  it.each([CONFLICT, new DatabaseQueryError({ code: '40P01' })])('gives up after the fifth conflict', (error) => {
    for (const attempt of [1, 2, 3, 4]) expect(pauseBeforeRetry(error, attempt, false)).toBeGreaterThan(0);
    expect(pauseBeforeRetry(error, 5, true)).toBeUndefined();
  });

  it('retries once on another connection when the server is read-only', () => {
    const error = new DatabaseReadOnlyError();
    expect([pauseBeforeRetry(error, 1, false), pauseBeforeRetry(error, 2, false)]).toEqual([0, undefined]);
  });

  it.each([
    new DatabasePoolExhaustedError(),
    new DatabaseTimeoutError(),
    new DatabaseOutOfResourcesError(),
    new DatabaseQueryError({ code: '42P01' }),
    new Error('not of the database'),
  ])('does not retry %o', (error) => {
    expect(pauseBeforeRetry(error, 1, true)).toBeUndefined();
  });
});
