import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guardFormulas, withoutFormulaGuard } from './formula-guard.js';

describe('guardFormulas', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['  @SUM(A1)', "'  @SUM(A1)"],
    ['\t=1', "'\t'=1"],
    ['\n-1', "'\n'-1"],
    ['"=1', `'"=1`],
    ['＝1', "'＝1"],
    ['|cmd', "'|cmd"],
    ['1;=2', "1;'=2"],
    ['1;"=2"', `1;'"=2"`],
    ['line\n=2', "line\n'=2"],
    ["'=1", "''=1"],
  ])('puts a quote before the formula of %j', (cell, guarded) => {
    expect(guardFormulas(cell)).toBe(guarded);
  });

  it.each(['a=b', 'dana+news@acme.example', '50-200', 'a; b', "O'Neill", ''])('leaves %j as it is', (cell) => {
    expect(guardFormulas(cell)).toBe(cell);
  });

  it('is undone exactly, whatever the cell holds', () => {
    const characters = fc.constantFrom(...Array.from(`='";\t\r\n +-@|%＝a1 `));
    fc.assert(
      fc.property(fc.string({ unit: characters, maxLength: 40 }), (cell) => {
        const guarded = guardFormulas(cell);
        expect(withoutFormulaGuard(guarded)).toBe(cell);
        for (const part of guarded.split(/[;\t\r\n]/)) expect(part).not.toMatch(/^[\s"]*[=+\-@|%＝]/);
      }),
    );
  });

  it('reads each character a bounded number of times', () => {
    const startedAt = performance.now();
    for (const piece of ['\n', ' ', "'", ' \n', ';"', '\t=']) {
      const cell = `${piece.repeat(200_000)}x=`;
      expect(withoutFormulaGuard(guardFormulas(cell))).toBe(cell);
    }
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
