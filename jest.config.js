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
        sourceMaps: 'inline',
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

export default {
  // How long a machine takes is for benches to tell; what hangs is to fail all the same.
  testTimeout: 30_000,
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/src/**/*.spec.ts'] },
    { ...withDatabase, displayName: 'service', testMatch: ['<rootDir>/test/{integration,e2e}/**/*.spec.ts'] },
    // Starts and ends services as their users do, which takes a core for seconds each: `npm run test:process`.
    { ...withDatabase, displayName: 'process', testMatch: ['<rootDir>/test/process/**/*.spec.ts'] },
    // Slow, since silence takes its time: `npm run test:faults`.
    { ...withDatabase, displayName: 'faults', testMatch: ['<rootDir>/test/faults/**/*.spec.ts'] },
    // What is fetched from the registry judges the service: `npm run test:conformance`.
    { ...withDatabase, displayName: 'conformance', testMatch: ['<rootDir>/test/conformance/**/*.spec.ts'] },
  ],
  collectCoverageFrom: ['src/**/*.ts', '!src/main.ts'],
};
