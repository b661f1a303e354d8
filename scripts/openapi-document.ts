import { createApp } from '../src/app.setup.js';
import { loadSettings } from '../src/app.settings.js';
import { createDocument } from '../src/openapi/documents.js';

/** Nothing listens there: the document is made without a database. */
const NO_DATABASE = 'postgresql://user@127.0.0.1:1/none';

/** The OpenAPI document of the code that is built. */
export async function openApiDocument(): Promise<object> {
  const app = await createApp(loadSettings({ LOG_LEVEL: 'silent' }), NO_DATABASE);
  const document = createDocument(app);
  await app.close();
  return document;
}
