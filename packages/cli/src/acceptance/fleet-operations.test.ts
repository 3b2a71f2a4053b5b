import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requires, startTestRedis, type TestRedis } from '@parley/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { call } from './caller.rig.js';
import { createFleet, type Fleet } from './fleet.rig.js';
import { eventually, runParley } from './server.rig.js';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly targets: readonly { readonly expr: string }[];
  }[];
}

describe.skipIf(!requires('redis-server', 'openssl'))('operating a fleet', () => {
  let redis: TestRedis;
  let fleet: Fleet;
  let folder: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parley-operations-'));
    redis = await startTestRedis();
    fleet = createFleet({ redisUrl: redis.url });
  });
  afterEach(async () => {
    await fleet.close();
    await redis.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('every panel of the dashboard has data once somebody was spoken to, and top shows the same', async () => {
    const orchestrator = await fleet.orchestrator();
    const worker = await fleet.worker({ name: 'shown', env: { CUDA_VISIBLE_DEVICES: '3' } });
    await eventually('it is known', async () => (await orchestrator.metric('parley_workers_idle')) === 1);
    const caller = await call(orchestrator.url);
    caller.send({ type: 'text', text: 'Something to count.' });
    await caller.until('the end', () => caller.messages('session_end').length > 0);

    const top = runParley(['top', '--once', '--redis', redis.url, '--host', orchestrator.url]);
    expect(await top.ended).toBe(0);
    expect(top.out()).toMatch(/shown +tts +cpu #3 +[01]\/3/);
    expect(top.out()).toMatch(/healthy +1 +\d+ ms +\d+ ms/);
    const json = runParley(['top', '--once', '--json', '--redis', redis.url, '--host', 'http://127.0.0.1:9']);
    expect(await json.ended).toBe(0);
    expect(JSON.parse(json.out())).toMatchObject({
      workers: [{ entry: { name: 'shown', resident_models: ['mock-440'] } }],
      orchestrators: [{ status: 'unreachable' }],
      storedSessions: 1,
    });

    await caller.close();
    const text = await Promise.all(
      [orchestrator.url, worker.operations].map(async (url) => (await fetch(`${url}/metrics`)).text()),
    );
    const series = new Set(text.join('\n').match(/^parley_\w+/gm));
    const file = join(ROOT, 'configs/grafana/dashboards/parley.json');
    const { panels } = JSON.parse(readFileSync(file, 'utf8')) as Dashboard;
    expect(panels).toHaveLength(12);
    for (const { title, targets } of panels) {
      const names = targets.flatMap(({ expr }) => expr.match(/parley_\w+/g) ?? []);
      expect(names.length, title).toBeGreaterThan(0);
      for (const name of names) expect(series, title).toContain(name);
    }
  });

  test('certificates of the recipe: both tiers speak with them, and a worker serves nobody without', async () => {
    const script = join(ROOT, 'scripts/dev-certs.mjs');
    execFileSync(process.execPath, [script, '--out', folder], { stdio: 'pipe' });
    const files = (name: string) => ({
      ca: join(folder, 'ca.pem'),
      cert: join(folder, `${name}.pem`),
      key: join(folder, `${name}.key`),
    });
    await fleet.worker({ name: 'private', config: { tls: files('worker') } });
    const trusted = await fleet.orchestrator({ tls: files('orchestrator') });
    const plain = await fleet.orchestrator();
    for (const { metric } of [trusted, plain]) {
      await eventually('it is registered', async () => (await metric('parley_workers_idle')) === 1);
    }
    const heard = await call(trusted.url);
    heard.send({ type: 'text', text: 'Sealed.' });
    await heard.until('the end', () => heard.messages('session_end').length > 0);
    expect(heard.frames.length).toBe(21);
    const unheard = await call(plain.url);
    unheard.send({ type: 'text', text: 'Open.' });
    await unheard.until('an error', () => unheard.messages('error').length > 0);
    expect(unheard.frames.length).toBe(0);
    await Promise.all([heard.close(), unheard.close()]);
  });

  test('up starts what the file names, restarts what dies, and leaves nothing behind', async () => {
    const config = join(folder, 'fleet.yaml');
    writeFileSync(
      config,
      JSON.stringify({
        redis: { url: redis.url },
        orchestrators: [],
        metrics_port: 0,
        workers: [{ kind: 'tts', devices: [0, 1], adapter: 'mock' }],
      }),
    );
    const up = runParley(['up', '--config', config]);
    try {
      const entries = async () => {
        const names = await redis.client().keys('worker:*');
        const values = await Promise.all(names.map((name) => redis.client().get(name)));
        return values.flatMap((value) => (value === null ? [] : [JSON.parse(value)]));
      };
      await eventually('both are registered', async () => (await entries()).length === 2, 60_000);
      const devices = (await entries()).map(({ hardware }) => hardware.cuda_visible_devices).sort();
      expect(devices).toEqual(['0', '1']);
      const address = async () =>
        (await entries()).find(({ name }) => String(name).endsWith('-tts-gpu0-0'))?.addr;
      // Every line of a worker's log has its process and its name.
      const pids = () =>
        [...up.err().matchAll(/"pid":(\d+),"name":"[^"]*-tts-gpu0-0"/g)].map(([, pid]) => Number(pid));
      const dead = pids()[0] ?? 0;
      const before = await address();
      process.kill(dead, 'SIGKILL');
      await eventually('another one is started', () => pids().some((pid) => pid !== dead), 60_000);
      await eventually('it takes the entry over', async () => (await address()) !== before, 60_000);
      up.kill('SIGTERM');
      expect(await up.ended).toBe(0);
      expect(await entries(), up.err()).toEqual([]);
    } finally {
      up.kill('SIGKILL');
    }
  });
});
