import { describe, expect, it } from 'vitest';
import { longestTurn } from '../../../../../test/support/longest-turn.js';
import { cpuMs } from '../../../../../test/support/thread-time.js';
import { xlsxFile } from '../../../../../test/support/xlsx-file.js';
import { SheetRows } from './sheet-rows.js';
import { LIMITS, read } from '../../../../../test/support/table-reading.js';

describe('XLSX', () => {
  it('reads nothing of a part without rows that is too large', async () => {
    const styles = `<styleSheet>${'<xf/>'.repeat(13_500_000)}</styleSheet>`;
    const file = xlsxFile([['a']], [{ name: 'xl/styles.xml', content: styles }]);
    const startedAt = performance.now();
    const reading = read(file, undefined, { ...LIMITS, maxUnpackedBytes: 100_000_000 });
    await expect(reading).rejects.toMatchObject({ errorCode: 'INVALID_FILE_FORMAT' });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it.each<[string, string]>([
    ['texts of nothing', '<si/>'.repeat(5_000_001)],
    ['a text of many pieces', `<si>${`<t>${'x'.repeat(500_000)}</t>`.repeat(136)}</si>`],
  ])('keeps no more than it has room for of %s', async (_, texts) => {
    const file = xlsxFile([['a']], [{ name: 'xl/sharedStrings.xml', content: `<sst>${texts}</sst>` }]);
    const reading = read(file, undefined, { ...LIMITS, maxUnpackedBytes: 100_000_000 });
    await expect(reading).rejects.toMatchObject({
      errorCode: 'INVALID_FILE_FORMAT',
      details: { found: 'too much text' },
    });
  });

  it('keeps nothing of cells beyond the limit of a row, and goes on behind it', async () => {
    const large = `<c t="inlineStr"><is>${'<r><t>0123456789</t></r>'.repeat(90)}</is></c>`;
    const sheet = `<worksheet><row>${large.repeat(3)}</row><row><c t="str"><v>next</v></c></row></worksheet>`;
    const { rows } = await read(xlsxFile([], [{ name: 'xl/worksheets/sheet3.xml', content: sheet }]));
    expect(rows).toMatchObject([
      { line: 1, problem: { code: 'ROW_TOO_LONG' } },
      { line: 2, cells: ['next'] },
    ]);
    const before = process.memoryUsage().heapUsed;
    const collector = new SheetRows(
      { sheets: [], isFrom1904: false, sharedTexts: [], styles: [] },
      { ...LIMITS, maxColumns: 500 },
    );
    collector.open('row', {});
    for (let column = 0; column < 500; column++) {
      collector.open('c', { t: 'str' });
      collector.open('v', {});
      for (let piece = 0; piece < 10; piece++) collector.text(Buffer.alloc(20_000, 'x').toString());
      collector.close('v');
      collector.close('c');
    }
    // 100 MB have come.
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(60_000_000);
    collector.close('row');
    expect(collector.take()).toMatchObject([{ problem: { code: 'ROW_TOO_LONG' } }]);
  });

  it('reads fast, and in short turns', async () => {
    const texts = Array.from({ length: 20_000 }, (_, index) => [
      `Company ${index}`,
      `jane${index}@acme.example`,
      index,
    ]);
    const file = xlsxFile(texts);
    const limits = { ...LIMITS, maxUnpackedBytes: 100_000_000 };
    const startedAt = cpuMs();
    expect(await longestTurn(read(file, undefined, limits))).toBeLessThan(150);
    expect(cpuMs() - startedAt).toBeLessThan(3_000);
  });
});
