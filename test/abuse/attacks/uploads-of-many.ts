import type { Attack } from '../attack.js';
import { keysOfAnotherWorkspace } from '../other-workspace.js';
import { sendTable } from '../send-table.js';

const WORKSPACES = 10;
const UPLOADS_OF_EACH = 4;
const BYTES = 128 * 1024;

const COLUMNS = ['company_name', 'notes', ...Array.from({ length: 398 }, (_, at) => `column ${at}`)].join();
const WIDE_ROW = `Acme,${`${'x'.repeat(450)},`.repeat(398)}x\n`;
/** Tables that are slow to split into rows, or whose rows are slow to check. */
const TABLES = [
  `company_name\nAcme\n${'\n'.repeat(BYTES)}`,
  `company_name,notes,source\n${'",a","B\n'.repeat(BYTES / 8)}`,
  `${COLUMNS}\n${WIDE_ROW.repeat(BYTES / WIDE_ROW.length)}`,
].map((table) => Buffer.from(table));

/** What one upload takes in a turn of the event loop is little; forty of them must not take it forty times. */
export const attack: Attack = {
  title: 'ten workspaces upload as many slow tables at once as each may',
  run: async (target) => {
    const keys = await Promise.all(
      Array.from({ length: WORKSPACES }, () => keysOfAnotherWorkspace(target, UPLOADS_OF_EACH, ['leads:write'])),
    );
    for (const table of TABLES) await Promise.all(keys.flat().map((key) => sendTable(target, key, [table])));
  },
};
