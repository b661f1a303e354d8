// Runs before each spec file: listeners that pile up are a leak, of the service or of a double.
import { afterAll, beforeAll, expect } from 'vitest';

const leaks: string[] = [];

function note({ name, message }: Error): void {
  if (name === 'MaxListenersExceededWarning') leaks.push(message);
}

beforeAll(() => {
  process.on('warning', note);
});

afterAll(() => {
  process.off('warning', note);
  expect(leaks).toEqual([]);
});
