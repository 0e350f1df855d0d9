export default {
  testEnvironment: 'node',
  // Servers, processes and a machine shared with other work: what waits, waits for a condition. This only ends what hangs.
  testTimeout: 60_000,
  // Modules that a file loaded are not all let go when it ends: a worker that holds so much is replaced, before it collects garbage for seconds in the middle of a test.
  workerIdleMemoryLimit: '700MB',
  testMatch: ['<rootDir>/**/*.spec.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist'],
  extensionsToTreatAsEsm: ['.ts'],
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': ['@swc/jest', {
      swcrc: false, sourceMaps: 'inline', module: { type: 'es6' },
      jsc: {
        target: 'es2022', keepClassNames: true,
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      },
    }],
  },
};
