import { xlsxFile } from '../../support/xlsx-file.js';
import type { Attack } from '../attack.js';
import { keysOfAnotherWorkspace } from '../other-workspace.js';
import { sendTable } from '../send-table.js';

const MIB = 1024 * 1024;
/** Tables that have nothing in their rows behind a title, and have as many of them behind a first row. */
const BLANK = ['\n', '"\n"\n', ' \n'].map((row) => {
  const some = Buffer.from(row.repeat(MIB / row.length));
  return [Buffer.from('Leads\n'), ...Array.from({ length: 8 }, () => some), Buffer.from('company_name\n'), some];
});
const SHEET = `<worksheet><sheetData><row><c t="str"><v>Leads</v></c></row>${'<row><c t="str"><v> </v></c></row>'.repeat(300_000)}</sheetData></worksheet>`;

/** The header is searched among the first rows that are not blank. */
export const attack: Attack = {
  title: 'keys of two workspaces send files of millions of blank rows',
  run: async (target) => {
    const [other = ''] = await keysOfAnotherWorkspace(target, 1, ['leads:write']);
    const workbook = [xlsxFile([], [{ name: 'xl/worksheets/sheet3.xml', content: SHEET }])];
    for (const pieces of [...BLANK, workbook]) {
      await Promise.all([target.userKey, other].map((key) => sendTable(target, key, pieces)));
    }
  },
};
