// Runs before each spec file that shares its process with others: each gives the clock and the variables back as it found them.
import { afterAll, expect, vi } from 'vitest';

const variables = { ...process.env };

afterAll(() => {
  expect(vi.isFakeTimers()).toBe(false);
  expect(process.env).toEqual(variables);
});
