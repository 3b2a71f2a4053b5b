import { defineConfig } from 'vitest/config';

// Tests run on the built output: what is tested is what ships, worker threads and child processes included.
export default defineConfig({
  test: {
    include: ['packages/*/dist/**/*.test.js'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
