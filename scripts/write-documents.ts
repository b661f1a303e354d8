// Writes the documents that are generated from the code; with --check, only says whether they are up to date.
import 'reflect-metadata';
import { readFile, writeFile } from 'node:fs/promises';
import { configurationPage, envExample } from './configuration-documents.js';
import { errorList } from './error-list.js';
import { openApiDocument } from './openapi-document.js';

async function isFresh(path: string, content: string): Promise<boolean> {
  return (await readFile(path, 'utf8').catch(() => '')) === content;
}

const documents = {
  'openapi.json': `${JSON.stringify(await openApiDocument(), null, 1)}\n`,
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
