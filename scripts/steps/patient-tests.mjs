// Loaded before each test file. `vi.waitFor` gives up after a second, and no setting changes that; a machine that is
// shared may stand still for as long. A test that passes waits no longer for it.
import { vi } from 'vitest';

/** As `expect.poll` of vitest.config.mjs. */
const PATIENCE_MS = 20_000;

const { waitFor, waitUntil } = vi;
vi.waitFor = (callback, options) => waitFor(callback, patient(options));
vi.waitUntil = (callback, options) => waitUntil(callback, patient(options));

function patient(options) {
  return typeof options === 'number' ? options : { timeout: PATIENCE_MS, ...options };
}
