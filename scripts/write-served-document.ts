// Writes the OpenAPI document beside the bundle, which then serves it without building it at each start.
import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { openApiDocument } from './openapi-document.js';

await writeFile('dist/server/openapi.json', JSON.stringify(await openApiDocument()));
