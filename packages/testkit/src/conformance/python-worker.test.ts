import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { float32ToInt16, parseWavMono } from '@parley/audio';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requires } from '../requires.js';
import { speechFixture } from '../speech-fixtures.js';
import { asrConformance } from './asr-conformance.js';
import { runConformance } from './suite.js';

const script = fileURLToPath(new URL('../../../../examples/python-worker/worker.py', import.meta.url));
const MODEL = 'whisper-base-ct2';
// Asked one after the other: without the packages, the rest is no lack.
const isWanted = requires('python-worker') && requires(`model:${MODEL}`, 'fixtures');

describe.skipIf(!isWanted)('the Python worker', () => {
  let worker: ChildProcess;
  let address = '';

  beforeAll(async () => {
    const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
    const models = process.env.PARLEY_MODELS_DIR || join(cache, 'parley', 'models');
    const args = [script, '--port', '0', '--model', join(models, MODEL)];
    worker = spawn(process.env.PARLEY_PYTHON_WORKER ?? '', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = (await once(worker.stdout ?? worker, 'data')) as [Buffer];
    address = /grpc:\/\/\S+/.exec(said.toString())?.[0] ?? '';
  }, 120_000);

  afterAll(async () => {
    worker.kill('SIGTERM');
    if (worker.exitCode === null) await once(worker, 'exit');
  });

  test('keeps the contract, on German speech whose language it was not told', {
    timeout: 600_000,
  }, async () => {
    const { samples, sampleRateHz } = parseWavMono(readFileSync(speechFixture('read-de')));
    const speech = { samples: float32ToInt16(samples), sampleRateHz };
    const suite = asrConformance(address, { speech, expectedWord: 'Portal', answerTimeoutMs: 60_000 });
    const results = await runConformance(suite, { timeoutMs: 120_000 });
    suite.close();
    expect(results.filter(({ failure }) => failure !== undefined)).toEqual([]);
  });
});
