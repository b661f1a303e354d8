// Lists the routes that do not declare who may call them. Such a route refuses every call; this check fails earlier.
import 'reflect-metadata';
import type { FastifyInstance } from 'fastify';
import { createApp } from '../src/app.setup.js';
import { loadSettings } from '../src/app.settings.js';
import { createDocument } from '../src/openapi/documents.js';

/** Nothing listens there: routes are declared without a database. */
const NO_DATABASE = 'postgresql://user@127.0.0.1:1/none';

interface Operation {
  'x-public'?: boolean;
  'x-required-scope'?: string;
}

const problems: string[] = [];
const app = await createApp(loadSettings({ LOG_LEVEL: 'silent' }), NO_DATABASE);
const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
fastify.addHook('onRoute', ({ method, url, config }) => {
  if (config?.operation === undefined) problems.push(`${String(method)} ${url} needs @Operation()`);
});
await app.init();
// The document cannot be made of operations that are not declared.
const paths = problems.length > 0 ? {} : createDocument(app).paths;
for (const [path, operations] of Object.entries(paths)) {
  for (const [method, operation] of Object.entries(operations as Record<string, Operation>)) {
    const isDocumented = operation['x-public'] === true || operation['x-required-scope'] !== undefined;
    if (!isDocumented) problems.push(`${method.toUpperCase()} ${path} does not document who may call it`);
  }
}
await app.close();
for (const problem of problems) console.error(problem);
process.exit(problems.length > 0 ? 1 : 0);
