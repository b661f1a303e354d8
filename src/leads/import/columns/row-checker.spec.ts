import { expect, it } from 'vitest';
import { longestTurn } from '../../../../test/support/longest-turn.js';
import { cpuMs } from '../../../../test/support/thread-time.js';
import { Mapping } from './mapping.js';
import { RowChecker } from './row-checker.js';

it('Rows of another shape than the header are refused by turns of the event loop, as all rows are checked', async () => {
  const mapping = new Mapping(['company_name', 'notes']);
  const checker = new RowChecker('01a227ae-18c6-7120-b00b-4d0ca878817a', false, false);
  let refused = 0;
  const check = async () => {
    for (let line = 1; line <= 50_000; line++) {
      const { problem } = await checker.check({ line, cells: ['x'] }, mapping);
      if (problem?.code === 'WRONG_CELL_COUNT') refused++;
    }
  };
  expect(await longestTurn(check())).toBeLessThan(50);
  expect(refused).toBe(50_000);
});

it('A cell with a long gap is read in one pass, whatever stands behind it', async () => {
  const mapping = new Mapping(['company_name', 'notes']);
  const checker = new RowChecker('01a227ae-18c6-7120-b00b-4d0ca878817a', false, false);
  const gap = ' '.repeat(150_000);
  const cells = ['Acme', `a${gap}b (https://www.notion.so/Lang-abc) ${gap}c notion.so/`];
  const startedAt = cpuMs();
  expect((await checker.check({ line: 1, cells }, mapping)).problem?.code).toBe('VALUE_TOO_LONG');
  expect(cpuMs() - startedAt).toBeLessThan(100);
});
