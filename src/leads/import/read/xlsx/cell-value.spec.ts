import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../../../../test/support/thread-time.js';
import { isDateFormat } from './cell-value.js';

describe('The format of a number', () => {
  it.each<[string, boolean]>([
    ['yyyy-mm-dd', true],
    ['[h]:mm', true],
    ['[$-409]d-mmm-yy', true],
    ['0.00', false],
    ['[Red]0', false],
    ['"days" 0', false],
    ['General', false],
  ])('%s is that of a date: %j', (code, isDate) => {
    expect(isDateFormat(164, code)).toBe(isDate);
  });

  it.each(['[', '"', '\\', '[h', '[hm[', '*'])('is read in one pass, also where it is all %j', (unit) => {
    const startedAt = cpuMs();
    isDateFormat(164, unit.repeat(100_000));
    expect(cpuMs() - startedAt).toBeLessThan(100);
  });
});
