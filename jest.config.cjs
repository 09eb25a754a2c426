const swc = ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }];

const shared = {
  testEnvironment: 'node',
  // Jest can't carry out the `import('os')` of MongoDB's driver, which then tells the server nothing about itself; a
  // real server refuses that. Transformed, it is a `require`.
  transform: { '^.+\\.tsx?$': swc, 'mongodb/lib/runtime_adapters\\.js$': swc },
  transformIgnorePatterns: ['/node_modules/(?!mongodb/lib/runtime_adapters)'],
  setupFilesAfterEnv: ['<rootDir>/test/support/timeout.ts'],
  // What is built and installed is no module of ours: jest would look through thousands of files at each start.
  modulePathIgnorePatterns: ['<rootDir>/\\.local/', '<rootDir>/dist/'],
};

/** The unit tests start no engine; the others share those that are started once for the run. */
/** @type {import('jest').Config} */
module.exports = {
  // One more than there are cores where CI runs: suites often wait for an engine, a process or the clock.
  maxWorkers: 3,
  testSequencer: '<rootDir>/test/support/sequencer.cjs',
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/test/unit/**/*.test.ts'] },
    {
      ...shared,
      displayName: 'engines',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['<rootDir>/test/unit/'],
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
    },
  ],
};
