import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import supertest from 'supertest';
import { createApp } from '../../src/app.setup.js';
import { loadSettings } from '../../src/app.settings.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

export interface TestService {
  app: NestFastifyApplication;
  /** Address of the listening server, such as `http://127.0.0.1:40123`. */
  url: string;
  http: ReturnType<typeof supertest>;
  database: TestDatabase;
  stop(): Promise<void>;
}

/** Starts the whole service on a free port and a database of its own, with `environment` as its only variables. */
export async function startTestService(environment: Record<string, string> = {}): Promise<TestService> {
  const database = await createTestDatabase();
  const app = await createApp(loadSettings({ LOG_LEVEL: 'silent', ...environment }), database.url);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return {
    app,
    url,
    http: supertest(url),
    database,
    stop: async () => {
      await app.close();
      await database.drop();
    },
  };
}
