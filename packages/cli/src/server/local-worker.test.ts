import { parseOrchestratorConfig } from '@parley/orchestrator';
import { expect, test } from 'vitest';
import { withLocalWorker } from './local-worker.js';

test.each([
  [{}, 'grpc://localhost:7001'],
  [{ workers: { tts_worker_url: 'grpc://box:7001' } }, 'grpc://box:7001'],
  [{ routing: { static_worker_addr: 'grpc://box:7001' } }, undefined],
  [{ redis: { url: 'redis://localhost:6379' } }, undefined],
])('%j speaks by %s', (input, address) => {
  expect(withLocalWorker(parseOrchestratorConfig(input)).workers.tts_worker_url).toBe(address);
});
