/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  // Generous: nothing here asserts a time, and machines are busy.
  testTimeout: 60_000,
  testEnvironmentOptions: {
    customExportConditions: ['headwaters:source', 'require', 'node', 'default'],
  },
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  setupFiles: ['@headwaters/test-kit/silence-sdk-warning'],
  transform: {
    '\\.ts$': '@headwaters/workspace-tools/jest-transform',
    // Published as ES modules only; Jest loads CommonJS.
    '/node_modules/hyparquet[^/]*/.*\\.js$': '@headwaters/workspace-tools/jest-transform',
  },
  transformIgnorePatterns: ['/node_modules/(?!hyparquet)'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  coverageProvider: 'babel',
  collectCoverageFrom: ['<rootDir>/src/**/*.ts'],
};
