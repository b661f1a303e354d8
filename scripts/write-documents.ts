// Writes the documents that are generated from the code; with --check, only says whether they are up to date.
import 'reflect-metadata';
import { readFile, writeFile } from 'node:fs/promises';
import { createApp } from '../src/app.setup.js';
import { loadSettings } from '../src/app.settings.js';
import { createDocument } from '../src/openapi/documents.js';
import { configurationPage, envExample } from './configuration-documents.js';
import { errorList } from './error-list.js';

/** Nothing listens there: documents are made without a database. */
const NO_DATABASE = 'postgresql://user@127.0.0.1:1/none';

async function openApiDocument(): Promise<string> {
  const app = await createApp(loadSettings({ LOG_LEVEL: 'silent' }), NO_DATABASE);
  const document = createDocument(app);
  await app.close();
  return `${JSON.stringify(document, null, 1)}\n`;
}

async function isFresh(path: string, content: string): Promise<boolean> {
  return (await readFile(path, 'utf8').catch(() => '')) === content;
}

const documents = {
  'openapi.json': await openApiDocument(),
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
