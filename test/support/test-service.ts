import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import supertest from 'supertest';
import { createApp } from '../../src/app.setup.js';
import { loadSettings } from '../../src/app.settings.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';
import { useStarted } from './use-started.js';

/** Variables of a service. */
export type Environment = Record<string, string>;

/** Variables of a service; a function where they are known only once an earlier `beforeAll` has run. */
export type LaterEnvironment = Environment | (() => Environment);

export interface TestService {
  app: NestFastifyApplication;
  /** Address of the listening server, such as `http://127.0.0.1:40123`. */
  url: string;
  http: ReturnType<typeof supertest>;
  database: TestDatabase;
  stop(): Promise<void>;
}

/** What a test does with an application before it starts. */
export type Prepare = (app: NestFastifyApplication) => void;

/** Starts the whole service on a free port and a database of its own, with `environment` as its only variables. */
export async function startTestService(environment: Environment = {}, prepare?: Prepare): Promise<TestService> {
  const database = await createTestDatabase();
  const app = await createApp(loadSettings({ LOG_LEVEL: 'silent', ...environment }), database.url);
  prepare?.(app);
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

/** The service, running while the tests of the enclosing block do. */
export function useService(environment: LaterEnvironment = {}, prepare?: Prepare): TestService {
  return useStarted(
    () => startTestService(resolved(environment), prepare),
    (service) => service.stop(),
  );
}

export function resolved(environment: LaterEnvironment): Environment {
  return typeof environment === 'function' ? environment() : environment;
}

export interface Replica {
  app: NestFastifyApplication;
  url: string;
  stop(): Promise<void>;
}

/** One more instance of the service, on a database that is there already. */
export async function startReplica(
  { url: databaseUrl }: Pick<TestDatabase, 'url'>,
  environment: Environment = {},
  prepare?: Prepare,
): Promise<Replica> {
  const app = await createApp(loadSettings({ LOG_LEVEL: 'silent', ...environment }), databaseUrl);
  prepare?.(app);
  await app.listen(0, '127.0.0.1');
  return { app, url: await app.getUrl(), stop: () => app.close() };
}

/** One more instance of the service, running while the tests of the enclosing block do. */
export function useReplica(service: TestService, environment: LaterEnvironment = {}): Replica {
  return useStarted(
    () => startReplica(service.database, resolved(environment)),
    (replica) => replica.stop(),
  );
}
