const shared = {
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: true },
          target: 'es2024',
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: true,
      },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/data'],
};

const withDatabase = {
  ...shared,
  globalSetup: '<rootDir>/test/support/global-setup.js',
  globalTeardown: '<rootDir>/test/support/global-teardown.js',
};

const specsOf = (...folders) => folders.map((folder) => `<rootDir>/${folder}/**/*.spec.ts`);

export default {
  // A limit for tests that hang. How fast the service is, the benches measure.
  testTimeout: 30_000,
  projects: [
    { ...shared, displayName: 'unit', testMatch: specsOf('src') },
    { ...withDatabase, displayName: 'service', testMatch: specsOf('test/integration', 'test/e2e') },
    // The others take minutes, so `npm test` leaves them to scripts of their own: `npm run test:slow` and so on.
    { ...withDatabase, displayName: 'slow', testMatch: specsOf('test/slow') },
    { ...withDatabase, displayName: 'process', testMatch: specsOf('test/process') },
    { ...withDatabase, displayName: 'faults', testMatch: specsOf('test/faults') },
    { ...shared, displayName: 'abuse', testMatch: specsOf('test/abuse') },
    { ...withDatabase, displayName: 'clients', testMatch: specsOf('test/clients') },
    { ...withDatabase, displayName: 'conformance', testMatch: specsOf('test/conformance') },
  ],
  // The entry point runs in processes of its own, where coverage is not collected.
  collectCoverageFrom: ['src/**/*.ts', '!src/**/*.spec.ts', '!src/main.ts'],
};
