import { defineConfig } from 'vitest/config';

const specsOf = (...folders) => folders.map((folder) => `${folder}/**/*.spec.ts`);

const project = (name, specs, options) => ({
  extends: true,
  test: { name, include: specs, ...options },
});

/** One PostgreSQL for the run. */
const withDatabase = { globalSetup: 'test/support/global-setup.js' };

/** Loading the service takes a second, so that specs share a process, which a setup file watches. */
const inSharedProcesses = { isolate: false, setupFiles: 'test/support/shared-process.ts' };

export default defineConfig({
  publicDir: false,
  test: {
    pool: 'forks',
    // A limit for tests that hang. How fast the service is, the benches measure.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // The entry point runs in processes of its own, where coverage is not collected.
    coverage: { include: ['src/**/*.ts'], exclude: ['src/**/*.spec.ts', 'src/main.ts'] },
    server: { deps: { external: [/\/dist\//] } },
    projects: [
      project('unit', specsOf('src'), inSharedProcesses),
      project('service', specsOf('test/integration', 'test/e2e'), { ...withDatabase, ...inSharedProcesses }),
      // The others take minutes, so `npm test` leaves them to scripts of their own: `npm run test:slow` and so on.
      project('slow', specsOf('test/slow'), withDatabase),
      project('process', specsOf('test/process'), withDatabase),
      project('faults', specsOf('test/faults'), { ...withDatabase, setupFiles: 'test/support/listener-leaks.ts' }),
      // A late answer proves something only if it comes again: others use the machine, too.
      project('abuse', specsOf('test/abuse'), { retry: 1 }),
      project('browser', specsOf('test/browser'), { ...withDatabase, testTimeout: 120_000, hookTimeout: 120_000 }),
      project('clients', specsOf('test/clients'), withDatabase),
      project('conformance', specsOf('test/conformance'), withDatabase),
    ],
  },
});
