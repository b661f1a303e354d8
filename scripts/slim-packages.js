// Removes what a service in production never reads from the folder of packages that is named: source maps, type
// declarations, documentation, and the build of TypeORM for browsers. For images; licences stay.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const UNREAD_FILE = /\.(map|d\.[cm]?ts|md|markdown|flow)$/i;
const LICENCE = /licen[cs]e|notice|copying/i;
const UNREAD_FOLDERS = ['typeorm/browser'];

const [, , folder] = process.argv;
if (folder === undefined) {
  console.error('Usage: node scripts/slim-packages.js <folder of packages>');
  process.exit(2);
}
for (const path of UNREAD_FOLDERS) rmSync(join(folder, path), { recursive: true, force: true });
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  const isUnread = entry.isFile() && UNREAD_FILE.test(entry.name) && !LICENCE.test(entry.name);
  if (isUnread) rmSync(join(entry.parentPath, entry.name));
}
