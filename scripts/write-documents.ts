// Writes the documents that are generated from the code; with --check, only says whether they are up to date.
import 'reflect-metadata';
import { readFile, writeFile } from 'node:fs/promises';
import { configurationPage, envExample } from './configuration-documents.js';
import { errorList } from './error-list.js';
import { openApiDocument } from './openapi-document.js';

/** Under `paths`, a path and a method; the members of schemas are as deep. */
const MEMBERS_OF_OPERATIONS = 4;

/** JSON with a line for each member down to so many levels: a change shows where it is, and no space is spent on indents. */
function inLines(value: unknown, levels: number): string {
  if (levels === 0 || typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const lines = members.map(([name, member]) => `${JSON.stringify(name)}:${inLines(member, levels - 1)}`);
  return `{\n${lines.join(',\n')}\n}`;
}

async function isFresh(path: string, content: string): Promise<boolean> {
  return (await readFile(path, 'utf8').catch(() => '')) === content;
}

const documents = {
  'openapi.json': `${inLines(await openApiDocument(), MEMBERS_OF_OPERATIONS)}\n`,
  'docs/errors.md': await errorList(),
  'docs/configuration.md': configurationPage(),
  '.env.example': envExample(),
};
for (const [path, content] of Object.entries(documents)) {
  if (!process.argv.includes('--check')) await writeFile(path, content);
  else if (!(await isFresh(path, content))) {
    console.error(`${path} is out of date; run "npm run docs" and commit what it writes.`);
    process.exitCode = 1;
  }
}
