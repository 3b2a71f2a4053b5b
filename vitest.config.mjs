import { defineConfig } from 'vitest/config';

// Tests run on the built output: what is tested is what ships, worker threads and child processes included.
export default defineConfig({
  test: {
    // A page's own `dist` is what ships to browsers, so its tests are built beside it.
    include: ['packages/*/dist/**/*.test.js', 'packages/web/dist-test/**/*.test.js'],
    pool: 'forks',
    // Many tests hold real conversations in real time; on a machine that stalls for a second, one may need another try.
    retry: process.env.CI === 'true' ? 2 : 0,
    maxWorkers: 2,
    expect: { poll: { timeout: 20_000 } },
    setupFiles: ['scripts/steps/patient-tests.mjs'],
    // Only a hang may reach these: machines that run the tests are shared and slow.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
