import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { redact } from './log-redaction.js';
import { CountedWarnings } from './counted-warnings.js';

let lines: object[];
let warnings: CountedWarnings;

beforeEach(() => {
  vi.useFakeTimers();
  lines = [];
  warnings = new CountedWarnings({ warn: (facts: object) => lines.push(facts) }, 'Refused', 'cause', 3);
});

afterEach(() => {
  vi.useRealTimers();
});

it('logs a cause at once, and what follows as one count at the end of the minute', () => {
  for (let count = 0; count < 1_000; count++) warnings.add('a');
  expect(lines).toEqual([{ cause: 'a', count: 1 }]);
  vi.advanceTimersByTime(60_000);
  expect(lines).toEqual([
    { cause: 'a', count: 1 },
    { cause: 'a', count: 999 },
  ]);
});

it('is silent in a minute without events, and begins anew after it', () => {
  warnings.add('a');
  vi.advanceTimersByTime(600_000);
  expect(lines).toHaveLength(1);
  warnings.add('a');
  expect(lines).toHaveLength(2);
});

it('logs one line a minute while it goes on', () => {
  for (let second = 0; second < 300; second++) {
    warnings.add('a');
    vi.advanceTimersByTime(1_000);
  }
  expect(lines).toHaveLength(6);
});

it('counts kinds of events apart', () => {
  for (const kind of ['x', 'x', 'y', 'y', 'y']) warnings.add('a', kind);
  vi.advanceTimersByTime(60_000);
  const y = { kind: 'y', count: 3 };
  expect(lines).toEqual([
    { cause: 'a', count: 1, kinds: [{ kind: 'x', count: 1 }] },
    { cause: 'a', count: 4, kinds: [{ kind: 'x', count: 1 }, y] },
  ]);
});

it('logs counts that no redaction takes for secrets', () => {
  warnings.add('127.0.0.1', 'MISSING_API_KEY');
  expect(redact(lines)).toEqual(lines);
});

it('counts causes beyond its limit together', () => {
  for (let cause = 0; cause < 1_000; cause++) warnings.add(String(cause));
  vi.advanceTimersByTime(60_000);
  expect(lines).toHaveLength(5);
  expect(lines.at(-1)).toEqual({ cause: 'others', count: 996 });
});
