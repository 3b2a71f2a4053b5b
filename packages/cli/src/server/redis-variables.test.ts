import { expect, test } from 'vitest';
import { quietContext } from '../documents/quiet-context.rig.js';
import { loadOrchestratorConfig } from './load-orchestrator-config.js';
import { loadWorkerConfig } from './worker-config.js';

const urls = (env: Record<string, string>) => {
  const context = { ...quietContext(), env };
  const worker = loadWorkerConfig(context, 'tts', {}).value.redis.url;
  expect(loadOrchestratorConfig(context, {}).value.redis.url).toBe(worker);
  return worker;
};

test.each([
  [{}, undefined],
  [{ REDIS_PORT: '7000' }, undefined],
  [{ REDIS_HOST: 'store' }, 'redis://store:6379/0'],
  [
    { REDIS_HOST: 'store', REDIS_PORT: '7000', REDIS_DB: '2', REDIS_PASSWORD: 'p@ss' },
    'redis://:p%40ss@store:7000/2',
  ],
  [{ REDIS_HOST: 'store', REDIS_PORT: 'tcp://10.0.0.1:6379' }, 'redis://store:6379/0'],
  [{ REDIS_URL: 'redis://other:6379', REDIS_HOST: 'store' }, 'redis://other:6379'],
])('%j is %s for both tiers', (env, url) => {
  expect(urls(env)).toBe(url);
});
