import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { call } from './caller.rig.js';
import { eventually, runParley } from './server.rig.js';

test('parley dev speaks and listens where there is no model, no Redis and nowhere to fetch from', async () => {
  const models = mkdtempSync(join(tmpdir(), 'parley-dev-'));
  const nowhere = 'http://127.0.0.1:9';
  const server = runParley(['dev', '--port', '0'], {
    PARLEY_MODELS_DIR: models,
    PIP_INDEX_URL: `${nowhere}/simple`,
    npm_config_registry: nowhere,
    http_proxy: nowhere,
    https_proxy: nowhere,
  });
  try {
    const address = () => /--host (http:\S+)/.exec(server.err())?.[1];
    await eventually('it listens', () => address() !== undefined, 60_000);
    const url = address() ?? '';
    const { checks } = (await (await fetch(`${url}/health`)).json()) as { checks: object };
    expect(checks).toMatchObject({ worker: { ok: true }, asr: { ok: true }, redis: { disabled: true } });
    const caller = await call(url);
    caller.send({ type: 'text', text: 'Hello.' });
    await caller.until('the end', () => caller.messages('session_end').length > 0);
    expect(caller.messages('error')).toEqual([]);
    expect(caller.frames.length).toBeGreaterThan(10);
    await caller.close();
    expect(readdirSync(models)).toEqual([]);
  } finally {
    server.kill('SIGTERM');
    await server.ended;
    rmSync(models, { recursive: true, force: true });
  }
}, 120_000);
