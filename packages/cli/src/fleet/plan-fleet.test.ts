import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadFleetConfig } from './fleet-config.js';
import { planFleet } from './plan-fleet.js';

const CONFIG = {
  redis: { url: 'redis://r:6379' },
  orchestrators: [{ port: 8080 }, { port: 8081, host: '127.0.0.1' }],
  workers: [
    { kind: 'tts' as const, devices: 'all' as const, count: 1 },
    { kind: 'asr' as const, devices: [1], count: 2, config: 'asr.yaml' },
  ],
  metrics_port: 9090,
  log_level: 'info',
};

test('one worker a device, each with a name of its own and its device alone', () => {
  const plan = planFleet(CONFIG, ['0', '1'], 'box');
  expect(plan.map(({ name, env }) => [name, env.CUDA_VISIBLE_DEVICES])).toEqual([
    ['box-tts-gpu0-0', '0'],
    ['box-tts-gpu1-0', '1'],
    ['box-asr-gpu1-0', '1'],
    ['box-asr-gpu1-1', '1'],
    ['orchestrator-0', undefined],
    ['orchestrator-1', undefined],
  ]);
  expect(plan.map(({ env }) => env.WORKER_METRICS_PORT)).toEqual([
    '9090',
    '9091',
    '9092',
    '9093',
    undefined,
    undefined,
  ]);
  expect(plan[2]?.args).toEqual(['worker', 'asr', '--config', 'asr.yaml', '--port', '0']);
  expect(plan[5]?.args).toEqual(['orchestrator', '--host', '127.0.0.1', '--port', '8081']);
  expect(new Set(plan.map(({ env }) => env.REDIS_URL))).toEqual(new Set(['redis://r:6379']));
});

test('without a GPU all means one worker on the CPU', () => {
  const plan = planFleet({ ...CONFIG, orchestrators: [] }, [], 'box');
  expect(plan.map(({ name }) => name)).toEqual(['box-tts-cpu-0', 'box-asr-gpu1-0', 'box-asr-gpu1-1']);
});

test('Prometheus looks where the fleet of the example is', () => {
  const file = (name: string) => fileURLToPath(new URL(`../../../../configs/${name}`, import.meta.url));
  const config = loadFleetConfig({ env: {} }, file('fleet.yaml'));
  const ports = planFleet(config, [], 'box').map(({ args, env }) => env.WORKER_METRICS_PORT ?? args.at(-1));
  const targets = [...readFileSync(file('prometheus.yml'), 'utf8').matchAll(/"localhost:(\d+)"/g)];
  expect(targets.map(([, port]) => port).sort()).toEqual(ports.sort());
});
