import { expect, test } from 'vitest';
import { parseOrchestratorConfig } from '../../config.js';
import { FakeRegistry } from '../../testing/test-server.js';
import { createReadiness } from './readiness.js';

function readiness(
  config: Parameters<typeof parseOrchestratorConfig>[0],
  prepare: (registry: FakeRegistry) => void,
) {
  const registry = new FakeRegistry();
  prepare(registry);
  return createReadiness(parseOrchestratorConfig(config), registry)()?.status.phase;
}

test('a room waits for a voice and, where it must be there, for recognition', () => {
  expect(readiness({}, () => undefined)).toBeUndefined();
  expect(readiness({}, (registry) => registry.workers.splice(0))).toBe('connecting_tts');
  expect(readiness({ asr: { enabled: true } }, (registry) => registry.workers.splice(1))).toBe(
    'verifying_asr',
  );
});

test('workers with fixed addresses, which register nowhere, are not waited for', () => {
  const fixed = { tts_worker_url: 'grpc://127.0.0.1:1', asr_worker_url: 'grpc://127.0.0.1:2' };
  expect(
    readiness({ workers: fixed, asr: { enabled: true } }, (registry) => registry.workers.splice(0)),
  ).toBeUndefined();
});
