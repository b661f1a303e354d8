import type { Attack } from '../attack.js';
import { keysOfAnotherWorkspace } from '../other-workspace.js';
import { sendTable } from '../send-table.js';

const HEADER = 'company_name,notes,source\n';
/** Of each line the last cell seems to go on in the next one, or the quote to end a text far behind. */
const LINES = ['",a","B\n', 'A,"b\n', '"""a\n', 'łódź"\n', ' "a ,\n'];
const BYTES = 512 * 1024;

/** Where a row ends may depend on quotes in later lines, which say so of every line. */
export const attack: Attack = {
  title: 'keys of two workspaces send tables whose quotes pair over the ends of lines',
  run: async (target) => {
    const [other = ''] = await keysOfAnotherWorkspace(target, 1, ['leads:write']);
    for (const line of LINES) {
      const table = Buffer.from(HEADER + line.repeat(BYTES / line.length));
      await Promise.all([target.userKey, other].map((key) => sendTable(target, key, [table])));
    }
  },
};
