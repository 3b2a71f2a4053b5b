import { defineConfig } from 'vitest/config';

// Tests run on the built output: what is tested is what ships, worker threads and child processes included.
export default defineConfig({
  test: {
    // A page's own `dist` is what ships to browsers, so its tests are built beside it.
    include: ['packages/*/dist/**/*.test.js', 'packages/web/dist-test/**/*.test.js'],
    pool: 'forks',
    maxWorkers: 2,
    // Only a hang may reach these: machines that run the tests are shared and slow.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
